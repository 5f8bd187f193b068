//! One hub on one server among several: the [`Delivery`] that reaches all of them.

use std::{
    collections::HashMap,
    sync::{
        Arc, Weak,
        atomic::{AtomicI32, AtomicU64, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::DropGuard;

use super::{
    link::{Link, Route, answer_of},
    names::Names,
    publisher::{self, Published, Written},
    subscriptions::Owner,
    wire::{self, About, Action, Command, Form},
};
use crate::{
    connection::{Connection, ConnectionId, UserId, client_calls::PendingAnswer},
    delivery::{
        Asked, Census, Delivered, Delivery, Everywhere, Push, Tally, Target, memory::MemoryDelivery,
    },
    error::{BackplaneError, ClientCallError, SendError},
    protocol::{Conventions, Encoding},
};

/// Questions to clients of other servers that may wait for their answers at once.
const MAX_QUESTIONS: usize = 10_000;

/// Between the looks for who holds a connection: longer than a server needs to come back.
const HOLDER_PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(1_300)];

/// Nodes of this process so far.
static NODES: AtomicU64 = AtomicU64::new(0);

/// How a node works with the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// How long Redis has for anything.
    pub(super) timeout: Duration,
    /// How long another server has to say that it has done what it was asked.
    pub(super) ack_timeout: Duration,
    /// Whether own connections get a push at once, and not with its return from Redis.
    pub(super) local_first: bool,
}

/// See the module's head.
pub(super) struct Node {
    pub(super) this: Weak<Self>,
    pub(super) link: Arc<Link>,
    /// The link runs for as long as one hub needs it.
    _keep: Arc<DropGuard>,
    owner: Owner,
    pub(super) names: Names,
    pub(super) settings: Settings,
    /// What values look like to clients that are not generated. Of a hub's paths some may give them as declared: their clients get the form
    /// of generated ones.
    pub(super) conventions: Conventions,
    pub(super) memory: MemoryDelivery,
    last_command: AtomicI32,
    /// Commands that another server has not acknowledged yet.
    pub(super) commands: Mutex<HashMap<i32, oneshot::Sender<()>>>,
    /// Questions to clients of other servers.
    pub(super) questions: Arc<Questions>,
    /// Surveys that others still answer.
    pub(super) surveys: Mutex<HashMap<i32, mpsc::UnboundedSender<Tally>>>,
}

/// Questions by their ids.
pub(super) type Questions = Mutex<HashMap<Box<str>, PendingAnswer>>;

/// What a channel carries.
pub(super) enum Kind {
    /// Pushes for everyone.
    All,
    Group(Arc<str>),
    User(UserId),
    /// Pushes and questions.
    Connection(ConnectionId),
    Commands,
    Acks,
    Answers,
    /// What servers of ours ask each other.
    Surveys,
    Tallies,
}

/// The way from a channel to its node.
struct ToNode {
    node: Weak<Node>,
    kind: Kind,
}

impl Route for ToNode {
    fn receive(&self, payload: &[u8]) {
        if let Some(node) = self.node.upgrade() {
            node.receive(&self.kind, payload);
        }
    }
}

impl Node {
    pub(super) fn start(
        link: Arc<Link>,
        keep: Arc<DropGuard>,
        names: Names,
        settings: Settings,
        conventions: Conventions,
    ) -> Arc<Self> {
        let node = Arc::new_cyclic(|this| Self {
            this: this.clone(),
            link,
            _keep: keep,
            owner: Owner(NODES.fetch_add(1, Ordering::Relaxed)),
            names,
            settings,
            conventions,
            memory: MemoryDelivery::default(),
            last_command: AtomicI32::new(0),
            commands: Mutex::default(),
            questions: Arc::default(),
            surveys: Mutex::default(),
        });
        // Nobody waits for these: a connection's own channel is asked for later and confirmed later.
        for (channel, kind) in node.own_channels() {
            let _ = node.hold(&channel, kind);
        }
        node
    }

    fn own_channels(&self) -> [(String, Kind); 6] {
        let names = &self.names;
        [
            (names.all(), Kind::All),
            (names.commands(), Kind::Commands),
            (names.acks(names.server()), Kind::Acks),
            (names.named(&names.own_answers()), Kind::Answers),
            (names.surveys(), Kind::Surveys),
            (names.tallies(names.server()), Kind::Tallies),
        ]
    }

    fn hold(&self, channel: &str, kind: Kind) -> Option<oneshot::Receiver<()>> {
        self.link.subscriptions.hold(channel, self.owner, || {
            let node = self.this.clone();
            Box::new(ToNode { node, kind }) as Box<dyn Route>
        })
    }

    fn release(&self, channel: &str) {
        self.link.subscriptions.release(channel, self.owner);
    }

    fn publish_push(
        &self,
        channel: String,
        except: &[ConnectionId],
        written: &Written,
    ) -> Published {
        let own = self.settings.local_first;
        let push = publisher::Push {
            except: except.to_vec(),
            from: own.then(|| self.names.server().clone()),
            written: written.clone(),
        };
        self.link.publisher.push(channel, push)
    }

    /// A push in every form, for clients of every server: a message that lacks its protocol ends a client of .NET.
    fn written(&self, push: &Push<'_>) -> Result<Written, SendError> {
        let differ = self.conventions != Conventions::Declared;
        let forms = Form::ALL.iter().filter(|form| differ || !form.generated);
        let messages = forms.map(|form| {
            let encoding = Encoding {
                protocol: form.protocol,
                conventions: self.conventions.of_client(form.generated),
            };
            Ok((*form, push.bytes(encoding)?))
        });
        messages.collect::<Result<_, _>>().map(Written)
    }

    /// In which form a client with `encoding` gets what comes.
    pub(super) fn form(&self, encoding: Encoding) -> Form {
        Form {
            protocol: encoding.protocol,
            generated: encoding.conventions != self.conventions,
        }
    }

    /// Publishes a push on every channel that its target means.
    fn publish_all(&self, target: &Target, written: &Written) -> Vec<Published> {
        let names = &self.names;
        let publish =
            |channel, except: &[ConnectionId]| self.publish_push(channel, except, written);
        match target {
            Target::Local(_) => Vec::new(),
            Target::All => vec![publish(names.all(), &[])],
            Target::AllExcept(except) => vec![publish(names.all(), except)],
            Target::Connections(ids) => ids
                .iter()
                .filter(|id| !self.settings.local_first || self.memory.local(id.as_str()).is_none())
                .map(|id| publish(names.connection(id), &[]))
                .collect(),
            Target::Group(name) => vec![publish(names.group(name), &[])],
            Target::GroupExcept(name, except) => vec![publish(names.group(name), except)],
            Target::Groups(list) => list
                .iter()
                .map(|name| publish(names.group(name), &[]))
                .collect(),
            Target::Users(users) => users
                .iter()
                .map(|user| publish(names.user(user.as_str()), &[]))
                .collect(),
        }
    }

    /// Waits until Redis has confirmed a subscription; `false` if nobody wants it any more.
    async fn confirmed(
        timeout: Duration,
        confirmed: oneshot::Receiver<()>,
    ) -> Result<bool, BackplaneError> {
        match tokio::time::timeout(timeout, confirmed).await {
            Ok(Ok(())) => Ok(true),
            Ok(Err(_)) => Ok(false),
            Err(_) => Err(BackplaneError::Unreachable { waited: timeout }),
        }
    }

    /// Adds a connection of this server to a group.
    pub(super) fn join(
        &self,
        connection: Arc<Connection>,
        group: &str,
    ) -> Delivered<Result<(), SendError>> {
        let channel = self.names.group(group);
        let waiting = self.hold(&channel, Kind::Group(group.into()));
        let joined = match self.memory.join(&connection, group) {
            Ok(joined) => joined,
            Err(error) => {
                self.release(&channel);
                return Delivered::now(Err(error));
            }
        };
        if !joined {
            self.release(&channel);
        }
        let (Some(waiting), Some(node)) = (waiting, self.this.upgrade()) else {
            return Delivered::now(Ok(()));
        };
        let group: Arc<str> = group.into();
        Delivered::Later(Box::pin(async move {
            let timeout = node.settings.timeout;
            match Self::confirmed(timeout, waiting).await {
                Ok(true) => Ok(()),
                // Another call that joined at the same time has failed, and taken the membership with it.
                Ok(false) if connection.is_missing_in(&group) => {
                    Err(BackplaneError::Unreachable { waited: timeout }.into())
                }
                Ok(false) => Ok(()),
                Err(error) => {
                    if joined {
                        // An error means that it is no member, so that joining again is not a second time.
                        node.leave(&connection, &group);
                    }
                    Err(error.into())
                }
            }
        }))
    }

    /// Removes a connection of this server from a group.
    pub(super) fn leave(&self, connection: &Connection, group: &str) {
        if self.memory.leave(connection, group) {
            self.release(&self.names.group(group));
        }
    }

    /// Has a connection of another server added to a group or removed from it.
    fn command(
        &self,
        action: Action,
        connection: &ConnectionId,
        group: &str,
    ) -> Delivered<Result<(), SendError>> {
        let Some(node) = self.this.upgrade() else {
            return Delivered::now(Ok(()));
        };
        let (connection, group) = (connection.clone(), group.to_owned());
        Delivered::Later(Box::pin(async move {
            // Nobody would acknowledge it for a connection that is nowhere.
            if node.is_held(&connection).await? {
                node.command_holder(action, &connection, &group).await?;
            }
            Ok(())
        }))
    }

    /// Whether any server holds a connection. One whose own connection to Redis has just been cut is given the time to come back.
    async fn is_held(&self, connection: &ConnectionId) -> Result<bool, BackplaneError> {
        let channel = self.names.connection(connection);
        let mut pauses = HOLDER_PAUSES.into_iter();
        loop {
            if answer_of(self.link.publisher.count(channel.clone())).await? > 0 {
                return Ok(true);
            }
            match pauses.next() {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Ok(false),
            }
        }
    }

    fn next_id(&self) -> i32 {
        self.last_command
            .fetch_add(1, Ordering::Relaxed)
            .wrapping_add(1)
    }

    /// Asks every server of ours, this one included, and waits for as many answers as there are servers.
    async fn survey(&self, census: Census) -> Result<Everywhere<Tally>, BackplaneError> {
        let id = self.next_id();
        let (answer, mut answers) = mpsc::unbounded_channel();
        self.surveys.lock().insert(id, answer);
        let _waiting = Waiting { node: self, id };
        let survey = wire::Survey {
            id,
            server: self.names.server(),
            census,
        };
        let published = self
            .link
            .publisher
            .publish(self.names.surveys(), survey.write());
        let deadline = Instant::now() + self.settings.timeout;
        let mut silent = answer_of(published).await? as usize;
        let mut value = Tally::default();
        while silent > 0 {
            let Ok(Some(tally)) = tokio::time::timeout_at(deadline, answers.recv()).await else {
                break;
            };
            silent -= 1;
            value.count = value.count.saturating_add(tally.count);
            value.members.extend(tally.members);
        }
        Ok(Everywhere { value, silent })
    }

    async fn command_holder(
        &self,
        action: Action,
        connection: &ConnectionId,
        group: &str,
    ) -> Result<(), BackplaneError> {
        let id = self.next_id();
        let (done, acknowledged) = oneshot::channel();
        self.commands.lock().insert(id, done);
        let _waiting = Waiting { node: self, id };
        let command = Command {
            id,
            server: self.names.server(),
            action,
            group,
            connection: connection.as_str(),
        };
        let published = self
            .link
            .publisher
            .publish(self.names.commands(), command.write());
        answer_of(published).await?;
        let waited = self.settings.ack_timeout;
        match tokio::time::timeout(waited, acknowledged).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(BackplaneError::Unanswered { waited }),
        }
    }
}

/// A command or a survey that is waited for.
struct Waiting<'n> {
    node: &'n Node,
    id: i32,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.node.commands.lock().remove(&self.id);
        self.node.surveys.lock().remove(&self.id);
    }
}

/// The end of several publishes, all of which are on their way: the first error counts.
fn all_of(published: Vec<Published>) -> Delivered<Result<(), SendError>> {
    if published.is_empty() {
        return Delivered::now(Ok(()));
    }
    Delivered::Later(Box::pin(async move {
        let mut ended = Ok(());
        for one in published {
            ended = ended.and(answer_of(one).await.map(drop));
        }
        Ok(ended?)
    }))
}

impl Delivery for Node {
    fn announced(&self, connection: &Arc<Connection>) -> Option<Delivered<Result<(), SendError>>> {
        let id = &connection.id;
        let user = connection.user.as_ref();
        let channels = [
            Some((self.names.connection(id), Kind::Connection(id.clone()))),
            user.map(|user| (self.names.user(user.as_str()), Kind::User(user.clone()))),
        ];
        let waiting: Vec<_> = channels
            .into_iter()
            .flatten()
            .filter_map(|(channel, kind)| self.hold(&channel, kind))
            .collect();
        let timeout = self.settings.timeout;
        Some(Delivered::Later(Box::pin(async move {
            for waiting in waiting {
                Self::confirmed(timeout, waiting).await?;
            }
            Ok(())
        })))
    }

    fn connected(&self, connection: &Arc<Connection>) {
        self.memory.connected(connection);
    }

    fn disconnected(&self, connection: &Arc<Connection>) {
        for group in self.memory.remove(connection) {
            self.release(&self.names.group(&group));
        }
        self.release(&self.names.connection(&connection.id));
        if let Some(user) = &connection.user {
            self.release(&self.names.user(user.as_str()));
        }
    }

    fn push(&self, target: &Target, push: &Push<'_>) -> Delivered<Result<(), SendError>> {
        let one = match target {
            Target::Local(connection) => Some(connection.clone()),
            Target::Connections(ids) if ids.len() == 1 => self.memory.local(ids[0].as_str()),
            _ => None,
        };
        if let Some(one) = one {
            return self.memory.push(&Target::Local(one), push);
        }
        let written = match target.check().and_then(|()| self.written(push)) {
            Ok(written) => written,
            Err(error) => return Delivered::now(Err(error)),
        };
        // First of all, so that pushes of one caller stay in order whatever its receivers do.
        let published = all_of(self.publish_all(target, &written));
        if !self.settings.local_first {
            return published;
        }
        let local = self.memory.push(target, push);
        Delivered::Later(Box::pin(async move {
            let (local, published) = futures_util::future::join(local, published).await;
            local.and(published)
        }))
    }

    fn add_to_group(
        &self,
        connection: &ConnectionId,
        group: &str,
    ) -> Delivered<Result<(), SendError>> {
        if group.is_empty() {
            return Delivered::now(Err(SendError::EmptyGroupName));
        }
        match self.memory.local(connection.as_str()) {
            Some(connection) => self.join(connection, group),
            None => self.command(Action::Add, connection, group),
        }
    }

    fn remove_from_group(
        &self,
        connection: &ConnectionId,
        group: &str,
    ) -> Delivered<Result<(), SendError>> {
        match self.memory.local(connection.as_str()) {
            Some(connection) => {
                self.leave(&connection, group);
                Delivered::now(Ok(()))
            }
            None => self.command(Action::Remove, connection, group),
        }
    }

    fn ask(
        &self,
        connection: &ConnectionId,
        id: &str,
        push: &Push<'_>,
        waiting: PendingAnswer,
    ) -> Delivered<Result<Asked, ClientCallError>> {
        let written = match self.written(push) {
            Ok(written) => written,
            Err(error) => return Delivered::now(Err(error.into())),
        };
        let mut questions = self.questions.lock();
        if questions.len() >= MAX_QUESTIONS {
            return Delivered::now(Err(ClientCallError::TooMany {
                connection: connection.to_string(),
                limit: MAX_QUESTIONS,
            }));
        }
        questions.insert(id.into(), waiting);
        drop(questions);
        let asked = Asked::new({
            let (questions, id) = (self.questions.clone(), Box::<str>::from(id));
            move || drop(questions.lock().remove(&id))
        });
        let answers = self.names.own_answers();
        let about = About::Question {
            id,
            answers: &answers,
        };
        let payload = written.envelope(&about);
        let published = self
            .link
            .publisher
            .publish(self.names.connection(connection), payload);
        let connection = connection.to_string();
        Delivered::Later(Box::pin(async move {
            match answer_of(published).await {
                Ok(0) => Err(ClientCallError::NoSuchConnection(connection)),
                Ok(_) => Ok(asked),
                Err(error) => Err(SendError::from(error).into()),
            }
        }))
    }

    fn count(&self, census: Census) -> Delivered<Result<Everywhere<Tally>, SendError>> {
        let Some(node) = self.this.upgrade() else {
            return Delivered::now(Err(BackplaneError::Lost.into()));
        };
        Delivered::Later(Box::pin(async move { Ok(node.survey(census).await?) }))
    }

    fn is_online(&self, user: &UserId) -> Delivered<Result<bool, SendError>> {
        if !self.memory.user_local(user).is_empty() {
            return Delivered::now(Ok(true));
        }
        let servers = self.link.publisher.count(self.names.user(user.as_str()));
        Delivered::Later(Box::pin(async move { Ok(answer_of(servers).await? > 0) }))
    }

    fn here(&self) -> &MemoryDelivery {
        &self.memory
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        for (channel, _) in self.own_channels() {
            self.release(&channel);
        }
    }
}
