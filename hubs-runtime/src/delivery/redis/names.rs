//! Names of channels, as ASP.NET Core SignalR's Redis backplane has them.

use std::sync::Arc;

use crate::connection::ConnectionId;

/// The channels of one hub on one server.
#[derive(Debug)]
pub(super) struct Names {
    /// Put before every channel, and never inside a payload.
    prefix: String,
    /// The hub's name among all servers; for servers of .NET its `Type.FullName`.
    hub: String,
    /// This server's name for this hub.
    server: Arc<str>,
}

impl Names {
    /// `server` must be another one for each hub of each process.
    pub(super) fn new(prefix: &str, hub: &str, server: String) -> Self {
        Self {
            prefix: prefix.to_owned(),
            hub: hub.to_owned(),
            server: server.into(),
        }
    }

    pub(super) fn server(&self) -> &Arc<str> {
        &self.server
    }

    fn channel(&self, rest: &str) -> String {
        format!("{}{}:{rest}", self.prefix, self.hub)
    }

    /// Pushes for everyone.
    pub(super) fn all(&self) -> String {
        self.channel("all")
    }

    /// Pushes for a group. Its name stands there as it is.
    pub(super) fn group(&self, group: &str) -> String {
        self.channel(&format!("group:{group}"))
    }

    /// Pushes for a user's connections.
    pub(super) fn user(&self, user: &str) -> String {
        self.channel(&format!("user:{user}"))
    }

    /// Pushes and questions for one connection.
    pub(super) fn connection(&self, id: &ConnectionId) -> String {
        self.channel(&format!("connection:{id}"))
    }

    /// Commands about groups, for whoever holds the connection.
    pub(super) fn commands(&self) -> String {
        self.channel("internal:groups")
    }

    /// Where `server` hears that its commands are done.
    pub(super) fn acks(&self, server: &str) -> String {
        self.channel(&format!("internal:ack:{server}"))
    }

    /// Where this server hears what clients of others answer, as payloads name it.
    pub(super) fn own_answers(&self) -> String {
        format!("{}:internal:return:{}", self.hub, self.server)
    }

    /// Where servers of ours ask each other what they have; those of .NET hear nothing of it.
    pub(super) fn surveys(&self) -> String {
        self.channel("internal:hubs:survey")
    }

    /// Where `server` hears what the others have.
    pub(super) fn tallies(&self, server: &str) -> String {
        self.channel(&format!("internal:hubs:tally:{server}"))
    }

    /// The channel that a payload names.
    pub(super) fn named(&self, channel: &str) -> String {
        format!("{}{channel}", self.prefix)
    }
}
