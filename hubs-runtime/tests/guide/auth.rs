use std::{error::Error, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
    serve::ListenerExt,
};
use hubs_runtime::{ExpiresAt, bearer_token, prelude::*};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, errors};
use serde::Deserialize;

/// What a token says of its bearer.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: u64,
    #[serde(default)]
    roles: Vec<String>,
}

/// Checks tokens.
struct Tokens {
    key: DecodingKey,
    validation: Validation,
}

impl Tokens {
    fn new(secret: &[u8]) -> Result<Self, errors::Error> {
        let mut validation = Validation::new(Algorithm::HS256);
        // By default a token counts a minute longer than it says. It would be let in, its connection would end at
        // once, and its client would come again, for a minute.
        validation.leeway = 0;
        Ok(Self {
            key: DecodingKey::from_secret(secret)?,
            validation,
        })
    }

    fn claims(&self, token: &str) -> Result<Claims, errors::Error> {
        Ok(decode(token, &self.key, &self.validation)?.claims)
    }
}

/// What the caller may do, for policies.
#[derive(Clone)]
struct Roles(Vec<String>);

/// Finds out who is calling. Who shows no good token is nobody; what nobody may do is for policies to say.
async fn sign_in(State(tokens): State<Arc<Tokens>>, mut request: Request, next: Next) -> Response {
    let token = bearer_token(request.uri(), request.headers());
    let claims = token.map(|token| tokens.claims(&token));
    match claims {
        Some(Ok(claims)) => {
            let extensions = request.extensions_mut();
            extensions.insert(UserId::from(claims.sub));
            extensions.insert(ExpiresAt::unix_seconds(claims.exp));
            extensions.insert(Roles(claims.roles));
        }
        // The path alone: the query may hold the token.
        Some(Err(cause)) => {
            let path = request.uri().path();
            tracing::warn!(%cause, path, "token refused");
        }
        None => {}
    }
    next.run(request).await
}

pub struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some()
    }
}

pub struct Moderator;

impl Policy for Moderator {
    async fn allows(caller: &Caller) -> bool {
        let roles = caller.request().extensions.get::<Roles>();
        roles.is_some_and(|Roles(roles)| roles.iter().any(|role| role == "moderator"))
            || caller.refuse("only moderators may do this")
    }
}

#[hub]
#[authorize(SignedIn)]
pub struct ForumHub;

#[hub]
impl ForumHub {
    pub fn whoami(&self, cx: &HubContext<Self>) -> Option<String> {
        cx.user_id().map(ToString::to_string)
    }

    #[authorize(Moderator)]
    pub fn close_thread(&self, thread: u32) -> String {
        format!("thread {thread} is closed")
    }
}

pub fn app(secret: &[u8]) -> Result<Router, Box<dyn Error>> {
    let hubs = HubServer::builder()
        .hub("/forum", ForumHub)
        .configure(|options| options.close_on_authentication_expiration = true)
        .build()?;
    let tokens = Arc::new(Tokens::new(secret)?);
    let sign_in = middleware::from_fn_with_state(tokens, sign_in);
    Ok(Router::new().merge(hubs.router()).layer(sign_in))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let app = app(std::env::var("TOKEN_SECRET")?.as_bytes())?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    // Polls and events would wait for acknowledgements, up to 40 ms each time; if it cannot be set, they do.
    let listener = listener.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    axum::serve(listener, app).await?;
    Ok(())
}
