//! Signing in: the routes that give out tokens, and the middleware that reads them.
//!
//! | route | takes | answers |
//! |---|---|---|
//! | `POST /accounts` | name and password | a token; 400 for a bad name or password, 409 if the name is taken |
//! | `POST /sign-in` | name and password | a token; 401 if they do not belong together |
//! | `POST /token` | a token that still holds | another, which holds longer; 401 otherwise |
//!
//! Refusals are a sentence for the person, as plain text.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Extension, Json, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::post,
};
use hubs_runtime::{Caller, ExpiresAt, Policy, UserId, bearer_token};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, errors,
};
use serde::{Deserialize, Serialize};
use tower_http::timeout::TimeoutLayer;

use crate::{
    Store,
    accounts::{AccountError, Accounts},
};

/// How long a token holds, unless something else is said.
pub const TOKEN_HOLDS: Duration = Duration::from_secs(60 * 60);

/// Bytes of a request: the longest name and password, however they are escaped.
const LARGEST: usize = 4 * 1024;

/// For a request to arrive and to be answered. Longer than that it waits if too many sign in at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// Nobody can sign in here.
#[derive(Debug, thiserror::Error)]
#[error("nobody can sign in: {0}")]
pub struct SignInError(Box<dyn std::error::Error + Send + Sync>);

/// Who may clear a room: callers of whom the middleware knows who they are.
pub struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some() || caller.refuse("sign in to clear a room")
    }
}

/// Adds signing in to the chat, with tokens that hold for `holds`. Servers of one store take each other's.
///
/// # Errors
/// If the store cannot be used.
pub async fn with_sign_in(
    app: Router,
    store: Store,
    holds: Duration,
) -> Result<Router, SignInError> {
    let secret = secret(&store).await?;
    let accounts = Accounts::new(store).await.map_err(failed)?;
    let tokens = Tokens::new(&secret, holds).map_err(failed)?;
    let office = Arc::new(Office { accounts, tokens });
    let routes = Router::new()
        .route("/accounts", post(register))
        .route("/sign-in", post(sign_in))
        .route("/token", post(renew))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            PATIENCE,
        ))
        .with_state(office.clone());
    let identify = middleware::from_fn_with_state(office, identify);
    Ok(app.merge(routes).layer(identify))
}

fn failed(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> SignInError {
    SignInError(cause.into())
}

/// The secret that signs tokens. Whichever server comes first makes it.
async fn secret(store: &Store) -> Result<Vec<u8>, SignInError> {
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh).map_err(|error| failed(error.to_string()))?;
    store.secret(fresh).await.map_err(failed)
}

/// Who gives out tokens.
struct Office {
    accounts: Accounts,
    tokens: Tokens,
}

#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
}

/// What who signs in gets.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pass {
    token: String,
    /// Of the account, as it was chosen.
    name: String,
    /// Milliseconds since 1970.
    expires_at: u64,
}

impl IntoResponse for Pass {
    fn into_response(self) -> Response {
        ([(header::CACHE_CONTROL, "no-store")], Json(self)).into_response()
    }
}

async fn register(
    State(office): State<Arc<Office>>,
    Json(Credentials { name, password }): Json<Credentials>,
) -> Result<Pass, Refusal> {
    let name = office.accounts.register(&name, password).await?;
    Ok(office.tokens.pass(name)?)
}

async fn sign_in(
    State(office): State<Arc<Office>>,
    Json(Credentials { name, password }): Json<Credentials>,
) -> Result<Pass, Refusal> {
    let name = office.accounts.check(&name, password).await?;
    Ok(office.tokens.pass(name)?)
}

async fn renew(
    State(office): State<Arc<Office>>,
    user: Option<Extension<UserId>>,
) -> Result<Pass, Refusal> {
    let Some(Extension(user)) = user else {
        return Err(Refusal(
            StatusCode::UNAUTHORIZED,
            "sign in again".to_owned(),
        ));
    };
    Ok(office.tokens.pass(user.to_string())?)
}

struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

impl From<AccountError> for Refusal {
    fn from(error: AccountError) -> Self {
        let status = match error {
            AccountError::Name(_) | AccountError::Password => StatusCode::BAD_REQUEST,
            AccountError::Taken => StatusCode::CONFLICT,
            AccountError::Wrong => StatusCode::UNAUTHORIZED,
            error => return Self::failed(&error),
        };
        Self(status, error.to_string())
    }
}

impl From<errors::Error> for Refusal {
    fn from(error: errors::Error) -> Self {
        Self::failed(&error)
    }
}

impl Refusal {
    /// Not the person's fault; the cause is for the log alone.
    fn failed(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "nobody could sign in");
        Self(
            StatusCode::INTERNAL_SERVER_ERROR,
            "signing in does not work right now".to_owned(),
        )
    }
}

/// Finds out who is calling. Who shows no good token is a guest; what guests may not do is for policies to say.
async fn identify(State(office): State<Arc<Office>>, mut request: Request, next: Next) -> Response {
    let token = bearer_token(request.uri(), request.headers());
    match token.map(|token| office.tokens.claims(&token)) {
        Some(Ok(Claims { sub, exp })) => {
            let extensions = request.extensions_mut();
            extensions.insert(UserId::from(sub));
            extensions.insert(ExpiresAt::unix_seconds(exp));
        }
        // The path alone: the query may hold the token. Once for a connection: its later requests have an `id`.
        Some(Err(cause)) if !has_id(request.uri().query()) => {
            tracing::warn!(%cause, path = request.uri().path(), "token refused");
        }
        Some(Err(_)) | None => {}
    }
    next.run(request).await
}

fn has_id(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| pair.starts_with("id=")))
}

/// What a token says of its bearer.
#[derive(Serialize, Deserialize)]
struct Claims {
    /// The name of the account.
    sub: String,
    /// Seconds since 1970.
    exp: u64,
}

/// Signs tokens and checks them.
struct Tokens {
    holds: Duration,
    sign: EncodingKey,
    check: DecodingKey,
    validation: Validation,
}

impl Tokens {
    fn new(secret: &[u8], holds: Duration) -> Result<Self, errors::Error> {
        let mut validation = Validation::new(Algorithm::HS256);
        // By default a token counts a minute longer than it says; its connection does not.
        validation.leeway = 0;
        Ok(Self {
            holds,
            sign: EncodingKey::from_secret(secret)?,
            check: DecodingKey::from_secret(secret)?,
            validation,
        })
    }

    fn pass(&self, name: String) -> Result<Pass, errors::Error> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let claims = Claims {
            sub: name,
            exp: (now + self.holds).as_secs(),
        };
        Ok(Pass {
            token: encode(&Header::new(Algorithm::HS256), &claims, &self.sign)?,
            name: claims.sub,
            expires_at: claims.exp * 1_000,
        })
    }

    fn claims(&self, token: &str) -> Result<Claims, errors::Error> {
        Ok(decode(token, &self.check, &self.validation)?.claims)
    }
}
