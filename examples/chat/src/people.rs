//! Telling rooms who is there, while people and servers come and go.

use hubs_runtime::{ConnectionId, HubHandle, clients::Clients};

use crate::{
    ChatError, ChatHub,
    store::{RedisStore, SAID_AGAIN, Store},
};

/// Tells everyone in a room but `except` who is there, and gives what it told.
///
/// Another server, or another task, may meanwhile have told of somebody who came later; then this older list arrived after that
/// one. So whoever told looks again, and the last word is true.
pub(crate) async fn tell(
    store: &Store,
    clients: &Clients<ChatHub>,
    room: &str,
    except: Option<&ConnectionId>,
) -> Result<Vec<String>, ChatError> {
    let others = clients.group_except(room, except);
    let mut people = store.people(room).await?;
    loop {
        others.people_changed(people.clone()).await?;
        let now = store.people(room).await?;
        if now == people {
            return Ok(people);
        }
        people = now;
    }
}

/// Says again and again who is on this server, and tells rooms of people who are gone with theirs. Never ends.
pub async fn keep_people(redis: RedisStore, hub: HubHandle<ChatHub>) {
    let mut ticks = tokio::time::interval(SAID_AGAIN);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = say_again(&redis, &hub).await {
            tracing::warn!(%error, "the people of this server may be missing in their rooms");
        }
    }
}

async fn say_again(redis: &RedisStore, hub: &HubHandle<ChatHub>) -> Result<(), ChatError> {
    let store = Store::Redis(redis.clone());
    for room in redis.say_again().await? {
        tell(&store, &hub.clients(), &room, None).await?;
    }
    Ok(())
}
