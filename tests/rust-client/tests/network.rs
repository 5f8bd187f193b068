//! What stands between a client and its server: certificates of both ends, and a proxy.
#![allow(missing_docs)]

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use hubs_conformance::TestHub;
use hubs_runtime::{
    HubServer,
    client::{BoxError, ConnectError, HubConnectionBuilder, Protocol, Transport, reqwest},
};
use hubs_rust_client_tests::conformance::{Payload, TestClient, TestHubConnection};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
        server::WebPkiClientVerifier,
    },
};

#[path = "support/serve.rs"]
mod serve;

use serve::serve;

/// Handlers that nobody calls.
struct Quiet;

impl TestClient for Quiet {
    async fn message(&self, _text: String) {}
    async fn payload(&self, _payload: Payload) {}
    async fn nothing(&self) {}
    async fn get_result(&self, value: u32) -> Result<u32, BoxError> {
        Ok(value)
    }
}

const TRANSPORTS: [Transport; 3] = [
    Transport::WebSockets,
    Transport::ServerSentEvents,
    Transport::LongPolling,
];

/// Who vouches for the server and for its clients.
type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key"))
        .expect("a certificate")
}

/// A certificate for `name`, with its key.
fn certificate(name: &str, by: &Authority) -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new([name.to_owned()]).expect("a name");
    (params.signed_by(&key, by).expect("a certificate"), key)
}

/// A server that shows a certificate for `localhost`, and asks for one of a client if `clients` vouches for them.
async fn secure(servers: &Authority, clients: Option<&Authority>) -> String {
    let (certificate, key) = certificate("localhost", servers);
    let config = ServerConfig::builder();
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(clients) => {
            let mut roots = RootCertStore::empty();
            roots.add(clients.der().clone()).expect("a certificate");
            let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build();
            config.with_client_cert_verifier(verifier.expect("a verifier"))
        }
    };
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = config.with_single_cert(vec![certificate.der().clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("a key of its certificate")));
    let hubs = HubServer::builder().hub("/test", TestHub).build();
    let router = hubs.expect("it builds").router();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (acceptor, service) = (acceptor.clone(), TowerToHyperService::new(router.clone()));
            tokio::spawn(async move {
                // Whoever does not like the certificate goes.
                let Ok(socket) = acceptor.accept(socket).await else {
                    return;
                };
                let serving = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(socket), service)
                    .with_upgrades();
                let _ = serving.await;
            });
        }
    });
    format!("https://localhost:{port}/test")
}

async fn echo_by(
    url: &str,
    transport: Transport,
    configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
) -> Result<(), ConnectError> {
    let hub = TestHubConnection::connect_with(url, Quiet, |builder| {
        configure(builder.transports([transport]))
    })
    .await?;
    let text = hub.echo("through".to_owned()).await.expect("an answer");
    assert_eq!(text, "through");
    hub.close().await;
    Ok(())
}

fn trusting(authority: &Authority) -> reqwest::ClientBuilder {
    let root = reqwest::Certificate::from_der(authority.der()).expect("a certificate");
    reqwest::Client::builder().tls_certs_only([root])
}

#[tokio::test]
async fn a_server_with_a_certificate_is_reached_by_whoever_trusts_it() {
    let servers = authority();
    let url = secure(&servers, None).await;
    let client = trusting(&servers).build().expect("a client");
    for transport in TRANSPORTS {
        for protocol in [Protocol::Json, Protocol::MessagePack] {
            if transport == Transport::ServerSentEvents && protocol == Protocol::MessagePack {
                continue;
            }
            let connected = echo_by(&url, transport, |builder| {
                builder.http_client(client.clone()).protocol(protocol)
            });
            connected
                .await
                .unwrap_or_else(|error| panic!("{transport:?}: {error}"));
        }
    }
    // `wss` is `https` with a WebSocket.
    let wss = url.replacen("https", "wss", 1);
    let connected = echo_by(&wss, Transport::WebSockets, |builder| {
        builder.http_client(client)
    });
    connected.await.expect("it connects");
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_named_as_the_cause() {
    let url = secure(&authority(), None).await;
    let error = echo_by(&url, Transport::WebSockets, |builder| builder)
        .await
        .unwrap_err();
    let ConnectError::Unreachable { reason, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(reason.contains("certificate"), "{reason}");
    let client = trusting(&authority()).build().expect("a client");
    let error = echo_by(&url, Transport::WebSockets, |builder| {
        builder.http_client(client)
    });
    let error = error.await.unwrap_err().to_string();
    assert!(
        error.contains("UnknownIssuer") || error.contains("BadSignature"),
        "{error}"
    );
}

#[tokio::test]
async fn a_client_shows_its_own_certificate() {
    let (servers, clients) = (authority(), authority());
    let url = secure(&servers, Some(&clients)).await;
    let (certificate, key) = certificate("Ann", &clients);
    let pem = key.serialize_pem() + &certificate.pem();
    let identity = reqwest::Identity::from_pem(pem.as_bytes()).expect("key and certificate");
    let client = trusting(&servers)
        .identity(identity)
        .build()
        .expect("a client");
    for transport in TRANSPORTS {
        let connected = echo_by(&url, transport, |builder| {
            builder.http_client(client.clone())
        });
        connected
            .await
            .unwrap_or_else(|error| panic!("{transport:?}: {error}"));
    }
    let without = trusting(&servers).build().expect("a client");
    let error = echo_by(&url, Transport::WebSockets, |builder| {
        builder.http_client(without)
    });
    let error = error.await.unwrap_err();
    assert!(matches!(error, ConnectError::Unreachable { .. }), "{error}");
}

/// A forward proxy for `http`: it goes on to the host that the first line of each connection names, and counts.
async fn proxy(passed: Arc<AtomicU32>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let passed = passed.clone();
            tokio::spawn(async move {
                let mut first = vec![0; 4096];
                let count = client.read(&mut first).await.unwrap_or(0);
                let line = String::from_utf8_lossy(&first[..count]).into_owned();
                let url = line.split_whitespace().nth(1).unwrap_or_default();
                let host = url
                    .strip_prefix("http://")
                    .and_then(|rest| rest.split('/').next());
                let Some(host) = host else { return };
                let Ok(mut server) = TcpStream::connect(host).await else {
                    return;
                };
                passed.fetch_add(1, Ordering::SeqCst);
                let _ = server.write_all(&first[..count]).await;
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn every_request_goes_through_the_proxy() {
    let hubs = HubServer::builder().hub("/test", TestHub).build();
    let url = serve(&hubs.expect("it builds")).await + "/test";
    for transport in TRANSPORTS {
        let passed = Arc::new(AtomicU32::new(0));
        let through = reqwest::Proxy::all(proxy(passed.clone()).await).expect("a proxy");
        let client = reqwest::Client::builder().proxy(through).build();
        let client = client.expect("a client");
        let connected = echo_by(&url, transport, |builder| builder.http_client(client));
        connected
            .await
            .unwrap_or_else(|error| panic!("{transport:?}: {error}"));
        assert!(passed.load(Ordering::SeqCst) > 0);
    }
}
