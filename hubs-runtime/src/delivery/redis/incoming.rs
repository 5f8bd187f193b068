//! What a node does with messages of others. Nothing that comes from Redis ends a connection or the node.

use std::{
    cell::{Cell, OnceCell},
    sync::Arc,
};

use bytes::Bytes;

use super::{
    node::{Kind, Node},
    wire::{self, About, Action, Command, Envelope, Form, Unreadable},
};
use crate::{
    connection::{
        Connection, ConnectionId,
        client_calls::{ClientAnswer, ForeignFault},
    },
    delivery::{Delivered, Delivery, Target},
    protocol::{Completion, Encoding, Headers, Outcome, Payload, Protocol, texts},
};

impl Node {
    pub(super) fn receive(&self, kind: &Kind, payload: &[u8]) {
        let handled = match kind {
            Kind::All => self.receive_push(payload, Target::AllExcept),
            Kind::Group(group) => {
                self.receive_push(payload, |except| Target::GroupExcept(group.clone(), except))
            }
            // As .NET: who is excluded is not looked at where a channel is for one receiver.
            Kind::User(user) => self.receive_push(payload, |_| Target::Users(vec![user.clone()])),
            Kind::Connection(id) => self.receive_for_one(payload, id),
            Kind::Commands => self.receive_command(payload),
            Kind::Acks => wire::read_ack(payload).map(|id| {
                if let Some(done) = self.commands.lock().remove(&id) {
                    let _ = done.send(());
                }
            }),
            Kind::Answers => self.receive_answer(payload),
            Kind::Surveys => wire::Survey::read(payload).map(|survey| {
                let tally = wire::tally(survey.id, &self.memory.tally(&survey.census));
                // Who asked waits for a time and no longer, so nobody is told if this does not arrive.
                drop(
                    self.link
                        .publisher
                        .publish(self.names.tallies(survey.server), tally),
                );
            }),
            Kind::Tallies => wire::read_tally(payload).map(|(id, tally)| {
                if let Some(answers) = self.surveys.lock().get(&id) {
                    let _ = answers.send(tally);
                }
            }),
        };
        if let Err(error) = handled {
            metrics::counter!("hubs.server.backplane.unreadable").increment(1);
            tracing::debug!(%error, "a message on Redis cannot be read and was passed over");
        }
    }

    fn receive_push(
        &self,
        payload: &[u8],
        target: impl FnOnce(Vec<ConnectionId>) -> Target,
    ) -> Result<(), Unreadable> {
        let envelope = Envelope::read(payload)?;
        if self.is_own(&envelope) {
            return Ok(());
        }
        let except = envelope.excluded.iter().map(|id| ConnectionId::from(*id));
        let encodings = Checked::new(self, &envelope);
        self.memory.post(&target(except.collect()), |encoding| {
            encodings.get(encoding)
        });
        encodings.verdict()
    }

    /// Whether own connections have got it when it was sent.
    fn is_own(&self, envelope: &Envelope<'_>) -> bool {
        self.settings.local_first && envelope.about == About::From(self.names.server())
    }

    fn receive_for_one(&self, payload: &[u8], id: &ConnectionId) -> Result<(), Unreadable> {
        let envelope = Envelope::read(payload)?;
        if self.is_own(&envelope) {
            return Ok(());
        }
        if let About::Question {
            id: question,
            answers,
        } = envelope.about
        {
            return self.receive_question(&envelope, id, question, answers);
        }
        let encodings = Checked::new(self, &envelope);
        let target = Target::Connections(vec![id.clone()]);
        self.memory
            .post(&target, |encoding| encodings.get(encoding));
        encodings.verdict()
    }

    /// Asks a client of this server and sends what it answers to who asked; if it cannot be asked, that is the answer.
    fn receive_question(
        &self,
        envelope: &Envelope<'_>,
        id: &ConnectionId,
        question: &str,
        answers: &str,
    ) -> Result<(), Unreadable> {
        let answers = self.names.named(answers);
        let Some(connection) = self.memory.local(id.as_str()) else {
            let text = texts::no_connection(id.as_str());
            self.answer(
                &answers,
                Protocol::Json,
                question,
                ClientAnswer::Error(&text),
            );
            return Ok(());
        };
        let protocol = connection.protocol();
        let refuse = |text: &str| {
            self.answer(&answers, protocol, question, ClientAnswer::Error(text));
        };
        let Some(framed) = envelope.encodings.get(self.form(connection.encoding())) else {
            refuse(texts::NO_ENCODING);
            return Ok(());
        };
        match wire::check_invocations(protocol, framed) {
            Ok(Some(id)) if id == question => {}
            // Its answer would be for nobody.
            Ok(_) => {
                refuse(texts::OTHER_ID);
                return Ok(());
            }
            Err(error) => {
                refuse(&error.to_string());
                return Err(error);
            }
        }
        match self.await_answer(&connection, question, &answers) {
            Ok(()) => connection.post_now(&Bytes::copy_from_slice(framed)),
            // As .NET, which forwards the question all the same.
            Err(ForeignFault::SameId) => {
                refuse(texts::ID_COLLISION);
                connection.post_now(&Bytes::copy_from_slice(framed));
            }
            Err(ForeignFault::Left) => refuse(texts::CONNECTION_DISCONNECTED),
        }
        Ok(())
    }

    fn await_answer(
        &self,
        connection: &Arc<Connection>,
        question: &str,
        answers: &str,
    ) -> Result<(), ForeignFault> {
        let (node, protocol) = (self.this.clone(), connection.protocol());
        let (id, answers) = (question.to_owned(), answers.to_owned());
        let waiting = Box::new(move |answer: ClientAnswer<'_>| {
            if let Some(node) = node.upgrade() {
                node.answer(&answers, protocol, &id, answer);
            }
        });
        let limit = connection.place.limits.max_client_calls;
        let added = connection
            .client_calls()
            .add_foreign(question, waiting, limit);
        if let Some(given_up) = added? {
            given_up(ClientAnswer::Error(texts::TOO_MANY_QUESTIONS));
        }
        Ok(())
    }

    /// Sends what a client answered to the server that asked. Nobody waits for Redis here: who asked has a deadline.
    fn answer(&self, channel: &str, protocol: Protocol, id: &str, answer: ClientAnswer<'_>) {
        let outcome = match answer {
            ClientAnswer::Value(Some(value)) => Outcome::Result(value),
            ClientAnswer::Value(None) => Outcome::Void,
            ClientAnswer::Error(text) => Outcome::Error(text.into()),
            ClientAnswer::Disconnected => Outcome::Error(texts::CONNECTION_DISCONNECTED.into()),
        };
        let completion: Completion<'_, Payload<'_>> = Completion {
            invocation_id: id.into(),
            outcome,
            headers: Headers::default(),
        };
        let mut framed = Vec::new();
        completion.forward(protocol, &mut framed);
        let payload = wire::answer(protocol, &framed);
        drop(self.link.publisher.publish(channel.to_owned(), payload));
    }

    fn receive_answer(&self, payload: &[u8]) -> Result<(), Unreadable> {
        let (protocol, framed) = wire::read_answer(payload)?;
        let encoding = Encoding {
            protocol,
            conventions: self.conventions,
        };
        wire::with_completion(encoding, framed, |completion| {
            let waiting = self.questions.lock().remove(&*completion.invocation_id);
            // Unknown ids are those of questions that no one waits for any more.
            if let Some(waiting) = waiting {
                waiting(ClientAnswer::of(&completion.outcome));
            }
        })
    }

    /// Only who holds the connection does it, and says so once Redis has confirmed what it takes.
    fn receive_command(&self, payload: &[u8]) -> Result<(), Unreadable> {
        let command = Command::read(payload)?;
        let Some(connection) = self.memory.local(command.connection) else {
            return Ok(());
        };
        let channel = self.names.acks(command.server);
        let ack = wire::ack(command.id);
        let done = match command.action {
            Action::Add if !command.group.is_empty() => self.join(connection, command.group),
            // Nothing to wait for: it is no member from now on, whatever still comes for the group.
            Action::Remove => self.remove_from_group(&connection.id, command.group),
            Action::Add | Action::Unknown(_) => Delivered::now(Ok(())),
        };
        let (link, id) = (self.link.clone(), command.id);
        tokio::spawn(async move {
            match done.await {
                Ok(()) => drop(link.publisher.publish(channel, ack)),
                // Not acknowledged: who asked learns by its deadline that it was not done.
                Err(error) => {
                    tracing::warn!(id, %error, "another server's command about a group could not be done");
                }
            }
        });
        Ok(())
    }
}

/// The encodings of an envelope: each looked at when a client needs it, and copied once for all who get it.
struct Checked<'e> {
    node: &'e Node,
    envelope: &'e Envelope<'e>,
    bytes: [OnceCell<Option<Bytes>>; Form::ALL.len()],
    fault: Cell<Option<Unreadable>>,
}

impl<'e> Checked<'e> {
    fn new(node: &'e Node, envelope: &'e Envelope<'e>) -> Self {
        Self {
            node,
            envelope,
            bytes: Default::default(),
            fault: Cell::new(None),
        }
    }

    /// What clients with `encoding` get. Bytes that would break them are as if they were not there.
    fn get(&self, encoding: Encoding) -> Option<Bytes> {
        let form = self.node.form(encoding);
        let cell = &self.bytes[form.index()];
        cell.get_or_init(|| {
            let framed = self.envelope.encodings.get(form)?;
            match wire::check_invocations(form.protocol, framed) {
                Ok(_) => Some(Bytes::copy_from_slice(framed)),
                Err(error) => {
                    self.fault.set(Some(error));
                    None
                }
            }
        })
        .clone()
    }

    /// Whether everything that was looked at was right.
    fn verdict(self) -> Result<(), Unreadable> {
        self.fault.take().map_or(Ok(()), Err)
    }
}
