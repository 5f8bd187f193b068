//! A chat client for the terminal.
//!
//! `chat-terminal [--account] NAME ROOM [URL]`; then each line is said in the room, and `/help` tells the rest. It talks to the
//! same server as the chat's web page, and comes back with name and room when that server does. With `--account` the name is
//! that of an account, and its password is in `CHAT_PASSWORD`.

mod account;

use std::error::Error;

use account::Account;
use chat_terminal::{
    URL,
    hubs::{ChatClient, ChatHubConnection, ChatState, Message},
};
use futures_util::StreamExt;
use hubs_runtime::client::{BoxError, ConnectionEvent, ConnectionEvents};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    sync::{mpsc, oneshot},
};

const HELP: &str = "/join ROOM  /people  /rooms  /history [COUNT]  /clear  /quit";

/// A question of the server, and where the answer goes.
type Question = (String, oneshot::Sender<bool>);

/// What the server calls: it prints, and asks the person.
struct Terminal {
    questions: mpsc::Sender<Question>,
}

impl ChatClient for Terminal {
    async fn message_posted(&self, message: Message) {
        print(&message);
    }

    async fn people_changed(&self, people: Vec<String>) {
        println!("* here: {}", people.join(", "));
    }

    async fn history_cleared(&self, by: String) {
        println!("* {by} has cleared the history");
    }

    async fn confirm(&self, question: String) -> Result<bool, BoxError> {
        let (answer, answered) = oneshot::channel();
        self.questions.send((question, answer)).await?;
        Ok(answered.await?)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut arguments = std::env::args().skip(1).peekable();
    let has_account = arguments.next_if(|first| first == "--account").is_some();
    let (Some(display_name), Some(room)) = (arguments.next(), arguments.next()) else {
        return Err("usage: chat-terminal [--account] NAME ROOM [URL]".into());
    };
    let url = arguments.next().unwrap_or_else(|| URL.to_owned());

    let account = has_account.then(|| Account::new(&display_name, &url));
    let account = account.transpose()?;
    let (questions, mut asked) = mpsc::channel(1);
    let state = ChatState {
        display_name,
        ..ChatState::default()
    };
    let chat = ChatHubConnection::connect_with(url, Terminal { questions }, |builder| {
        let builder = builder.state(&state);
        match account {
            Some(account) => builder.access_token(move || account.clone().token()),
            None => builder,
        }
    })
    .await?;
    tokio::spawn(tell(chat.events()));
    let people = chat.join(room, None).await?;
    println!("* here: {}; {HELP}", people.join(", "));

    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut question: Option<oneshot::Sender<bool>> = None;
    loop {
        let line = tokio::select! {
            line = lines.next_line() => line?,
            Some((text, answer)) = asked.recv() => {
                println!("? {text} [y/n]");
                question = Some(answer);
                continue;
            }
            reason = chat.closed() => {
                return Err(format!("the connection is over: {reason}").into());
            }
        };
        let Some(line) = line.filter(|line| line != "/quit") else {
            break;
        };
        if let Some(answer) = question.take() {
            // Whoever asked may have given up.
            let _ = answer.send(line.trim() == "y");
            continue;
        }
        // In the background: a call may ask a question, whose answer is the next line.
        let chat = chat.clone();
        tokio::spawn(async move {
            if let Err(error) = obey(&chat, &line).await {
                println!("! {error}");
            }
        });
    }
    chat.close().await;
    Ok(())
}

/// Does what a line says.
async fn obey(chat: &ChatHubConnection, line: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
    let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
    match command {
        "" => {}
        "/join" => {
            let people = chat.join(rest.to_owned(), None).await?;
            println!("* here: {}", people.join(", "));
        }
        "/rooms" => {
            for room in chat.rooms().await? {
                println!("* {}: {} people", room.room, room.people);
            }
        }
        "/history" => {
            let mut history = chat.history(rest.parse().ok()).await?;
            while let Some(message) = history.next().await {
                print(&message?);
            }
        }
        "/clear" => {
            let cleared = chat.clear().await?;
            println!("* {}", if cleared { "cleared" } else { "not cleared" });
        }
        command if command.starts_with('/') => println!("* {HELP}"),
        _ => {
            chat.post(line.to_owned()).await?;
        }
    }
    Ok(())
}

/// Tells of a connection that is lost and comes back.
async fn tell(mut events: ConnectionEvents) {
    while let Some(event) = events.next().await {
        match event {
            ConnectionEvent::Reconnecting { delay, error, .. } => {
                println!("* {error}; trying again in {delay:.1?}");
            }
            ConnectionEvent::Reconnected { .. } => println!("* back"),
            _ => {}
        }
    }
}

fn print(message: &Message) {
    println!("{}: {}", message.author, message.text);
}
