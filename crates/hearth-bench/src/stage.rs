//! Rooms with people in them, on each of the servers.

use anyhow::Result;
use futures_util::future::try_join_all;

use crate::hearth::Hearth;
use crate::options::Kind;
use crate::servers::Server;
use crate::socket::{Dialect, Seat, Socket};

/// As many handshakes as are under way at once.
const HANDSHAKES: usize = 64;

/// So many rooms, and so many people with a socket in each.
#[derive(Clone, Copy)]
pub struct Plan {
    pub rooms: usize,
    pub online: usize,
    /// Members beyond those, without a socket; only Hearth knows such.
    pub offline: usize,
}

/// Makes the rooms and their people. Seats are ordered by room.
pub async fn prepare(server: &Server, plan: Plan) -> Result<Vec<Seat>> {
    match server.kind {
        Kind::Hearth => in_hearth(server, plan).await,
        Kind::Node => Ok(seats(server, plan, Dialect::SocketIo, |room, index| {
            // As long as Hearth's, for the messages to be of one size.
            let chat = format!("{room:0>36}");
            (format!("node:b00000000000_{index}:{chat}"), chat)
        })),
        Kind::Bare | Kind::Plain => {
            Ok(seats(server, plan, Dialect::Bare, |room, _| (format!("/chat-{room}"), String::new())))
        }
    }
}

fn seats(
    server: &Server,
    plan: Plan,
    dialect: Dialect,
    token_and_chat: impl Fn(usize, usize) -> (String, String),
) -> Vec<Seat> {
    (0..plan.rooms * plan.online)
        .map(|index| {
            let room = index / plan.online;
            let (token, chat) = token_and_chat(room, index);
            Seat { address: server.ws, dialect, token, chat, room, index }
        })
        .collect()
}

async fn in_hearth(server: &Server, plan: Plan) -> Result<Vec<Seat>> {
    let mut hearth = Hearth::new(server);
    let size = plan.online + plan.offline;
    let accounts = hearth.accounts(plan.rooms * size).await?;
    let rooms: Vec<_> = accounts.chunks(size).collect();
    let mut chats = Vec::new();
    for (room, members) in rooms.iter().enumerate() {
        chats.push(hearth.group(&format!("Room {room}"), members).await?);
    }
    Ok(seats(server, plan, Dialect::SocketIo, |room, index| {
        let account = &rooms[room][index % plan.online];
        (account.token.clone(), chats[room].clone())
    }))
}

/// Connects everybody.
pub async fn take_seats(seats: &[Seat]) -> Result<Vec<Socket>> {
    let mut sockets = Vec::with_capacity(seats.len());
    for group in seats.chunks(HANDSHAKES) {
        sockets.extend(try_join_all(group.iter().map(Socket::connect)).await?);
    }
    Ok(sockets)
}
