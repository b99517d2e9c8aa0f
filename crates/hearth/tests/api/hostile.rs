//! More than a thousand malformed and oversized things: the server stays up, and its memory bounded.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Dice, Js, PATIENCE, Python, Server, Store};

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_malformed_things_do_no_harm() {
    let mut dice = Dice::of("hostile");
    let server = Server::start(Store::Sqlite).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("group", &[&bo]).await;
    let live = ana.connects_with(Python).await;
    let before = server.memory();

    let mut tried = 0;
    let (address, token) = (server.address().to_owned(), ana.token.clone());
    let mut raw_dice = dice.fork();
    tried += tokio::task::spawn_blocking(move || throw_bytes(&address, &token, &mut raw_dice)).await.unwrap();
    tried += posts_broken_polls(&server, &mut dice).await;
    tried += posts_broken_bodies(&server, &ana.token, &chat, &mut dice).await;
    assert!(tried >= 1000, "{tried}");

    let grown = server.memory().saturating_sub(before);
    println!("{tried} things; memory grew by {} KiB", grown >> 10);
    assert!(grown < 100 << 20, "memory grew by {grown} bytes");
    assert_eq!(server.counts("hearth_requests", "status=\"5").await, 0.0, "no 5xx");
    assert!(!server.log().contains("panicked"), "{}", server.log());

    // Those who behave didn't notice.
    assert_eq!(live.state().await["connects"], 1);
    let bo_live = bo.connects_with(Js).await;
    live.sends(&chat, "still here").await;
    bo_live.hears("message.sent", json!({ "text": "still here" })).await;
}

// --- bytes ------------------------------------------------------------------------------------------------------------

/// One connection: says these bytes and reads what comes, briefly; but what the first of them must be answered with is
/// waited for, however long it takes. Being hung up on is fine.
fn throw(address: &str, parts: &[Vec<u8>], answers: &[&str]) -> String {
    let mut stream = TcpStream::connect(address).expect("the server still takes connections");
    stream.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut buffer = vec![0; 4096];
    let mut answer = String::new();
    for (place, part) in parts.iter().enumerate() {
        if stream.write_all(part).is_err() {
            break;
        }
        let wanted = answers.get(place).copied();
        let patience = if wanted.is_some() { PATIENCE } else { Duration::from_millis(30) };
        stream.set_read_timeout(Some(patience)).unwrap();
        let give_up = Instant::now() + patience;
        loop {
            let read = stream.read(&mut buffer).unwrap_or(0);
            answer.push_str(&String::from_utf8_lossy(&buffer[..read]));
            if read == 0 || wanted.is_none_or(|wanted| answer.contains(wanted)) || Instant::now() > give_up {
                break;
            }
        }
    }
    answer
}

fn throw_bytes(address: &str, token: &str, dice: &mut Dice) -> usize {
    let mut tried = 0;
    for _ in 0..100 {
        throw(address, &[dice.bytes(2000)], &[]);
        tried += 1;
    }
    for request in broken_requests() {
        let answer = throw(address, std::slice::from_ref(&request), &[]);
        assert!(!answer.starts_with("HTTP/1.1 5"), "{answer} to {}", String::from_utf8_lossy(&request[..40]));
        tried += 1;
    }
    let packets = broken_packets();
    let mut came_in = 0;
    for round in 0..300 {
        let mut parts = vec![upgrade(address)];
        // Some before the handshake, some after it, some after one that is refused.
        match round % 3 {
            0 => parts.push(frame(0x81, format!("40{{\"token\":\"{token}\"}}").as_bytes())),
            1 => parts.push(frame(0x81, b"40{\"token\":7}")),
            _ => {}
        }
        parts.push(if round < 2 * packets.len() { frame(0x81, &packets[round / 2]) } else { random_frame(dice) });
        parts.push(random_frame(dice));
        let answers = ["HTTP/1.1 101 ", "40{\"sid\""];
        let answer = throw(address, &parts, &answers[..if round % 3 == 0 { 2 } else { 1 }]);
        assert!(answer.starts_with("HTTP/1.1 101 "), "the socket was opened: {answer}");
        came_in += usize::from(answer.contains("40{\"sid\""));
        tried += 1;
    }
    assert!(came_in > 50, "many of those who said a token came in: {came_in}");
    tried
}

fn broken_requests() -> Vec<Vec<u8>> {
    let long = "x".repeat(200_000);
    let headers: String = (0..500).map(|index| format!("x-{index}: y\r\n")).collect();
    let texts = [
        "GET / HTTP/1.1\r\n".to_owned(),
        "GET / HTTP/9.9\r\nhost: x\r\n\r\n".to_owned(),
        "GET /%zz%00 HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "GET /../../etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "GET /assets/%2e%2e/%2e%2e/Cargo.toml HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        format!("GET /{long} HTTP/1.1\r\nhost: x\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nhost: x\r\nx: {long}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nhost: x\r\n{headers}\r\n"),
        format!("{long} / HTTP/1.1\r\nhost: x\r\n\r\n"),
        "POST /api/v1/accounts HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n".to_owned(),
        "POST /api/v1/accounts HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999\r\n\r\n".to_owned(),
        "POST /api/v1/accounts HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef".to_owned(),
        "POST /api/v1/accounts HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\nx"
            .to_owned(),
        "POST /api/v1/accounts HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n".to_owned(),
        "POST /api/v1/accounts HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"
            .to_owned(),
        "GET /api/v1/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer \u{0}\r\n\r\n".to_owned(),
        "GET /api/v1/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer a.b.c\r\n\r\n".to_owned(),
        "POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\nauthorization: Basic ////\r\n\r\n".to_owned(),
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n\r\n".to_owned(),
        "GET /socket.io/?EIO=99&transport=carrier HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "GET /socket.io/?EIO=4&transport=polling&sid=nobody HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
    ];
    let mut all: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
    // A TLS greeting on a plain port.
    all.push(vec![0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3].into_iter().chain([7; 500]).collect());
    all
}

fn upgrade(address: &str) -> Vec<u8> {
    format!(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    .into_bytes()
}

/// A whole, masked WebSocket frame (RFC 6455, 5.2).
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        short @ 0..126 => bytes.push(0x80 | u8::try_from(short).unwrap()),
        middle @ 126..65_536 => {
            bytes.push(0x80 | 126);
            bytes.extend(u16::try_from(middle).unwrap().to_be_bytes());
        }
        long => {
            bytes.push(0x80 | 127);
            bytes.extend((long as u64).to_be_bytes());
        }
    }
    // A mask of zeros leaves the payload as it is.
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}

fn random_frame(dice: &mut Dice) -> Vec<u8> {
    let payload = dice.bytes(300);
    let first = dice.roll().to_le_bytes()[0];
    match dice.below(6) {
        // Not masked, as a client must.
        0 => [vec![0x81, u8::try_from(payload.len().min(125)).unwrap()], payload].concat(),
        // Announces more than anybody has.
        1 => [vec![0x82, 0xff], u64::MAX.to_be_bytes().to_vec(), payload].concat(),
        2 => [vec![0x81, 0xff], (1_u64 << 33).to_be_bytes().to_vec(), payload].concat(),
        // The beginning of a message that never ends, and the end of one that never began.
        3 => frame(0x01, &payload),
        4 => frame(0x80, &payload),
        _ => frame(first, &payload),
    }
}

/// Engine.IO and Socket.IO packets that make no sense.
fn broken_packets() -> Vec<Vec<u8>> {
    let deep = format!("42{}", "[".repeat(100_000));
    let objects = format!("42[\"message.send\",{}", "{\"a\":".repeat(20_000));
    let many = format!("42[\"message.send\"{}]", ",{}".repeat(50_000));
    let big = format!("42[\"message.send\",{{\"text\":\"{}\"}}]", "x".repeat(300_000));
    let number = format!("42{}[\"message.send\",{{}}]", "9".repeat(400));
    let name = format!("42[\"{}\",{{}}]", "e".repeat(100_000));
    let texts = [
        "",
        "4",
        "9",
        "6",
        "5",
        "3probe",
        "2probe",
        "0",
        "1",
        "42",
        "42[",
        "42[]",
        "42{}",
        "42\"x\"",
        "42[1]",
        "42[null]",
        "42[[]]",
        "42[{}]",
        "42[\"\"]",
        "42[\"message.send\"]",
        "42[\"message.send\",1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]",
        "42[\"message.send\",{\"chat_id\":",
        "42[\"connect\"]",
        "42[\"disconnect\",{}]",
        "42[\"error\",{}]",
        "42/nowhere,[\"message.send\",{}]",
        "40/nowhere,",
        "40/nowhere,{}",
        "41/nowhere,",
        "41",
        "43[]",
        "430[]",
        "43999999999[{}]",
        "44",
        "44{\"message\":\"no\"}",
        "45",
        "451-[\"message.send\",{\"_placeholder\":true,\"num\":0}]",
        "45999999999-[\"x\",{\"_placeholder\":true,\"num\":0}]",
        "451-[\"x\",{\"_placeholder\":true,\"num\":99999}]",
        "45-1-[]",
        "461-[]",
        "469-5[{}]",
        "40{",
        "40[]",
        "40\"x\"",
        "40null",
        "40{\"token\":null}",
        "40{\"token\":{}}",
        "42[\"live.resume\",{\"chats\":{\"x\":1}}]",
        "42[\"live.resume\",{\"chats\":null}]",
        "42-1[\"x\"]",
        "4\u{1F525}",
        "42[\"message.send\",{\"chat_id\":\"00000000-0000-7000-8000-000000000000\",\"text\":\"\\ud800\"}]",
    ];
    let mut all: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    all.extend([deep, objects, many, big, number, name].map(String::into_bytes));
    all.push(b"42[\"\xff\xfe\",{}]".to_vec());
    all
}

// --- polls and bodies -------------------------------------------------------------------------------------------------

async fn posts_broken_polls(server: &Server, dice: &mut Dice) -> usize {
    let web = server.web().unpooled();
    let packets = broken_packets();
    let mut tried = 0;
    for _ in 0..150 {
        let opened = web.page("/socket.io/?EIO=4&transport=polling").await;
        let sid = opened.text.split("\"sid\":\"").nth(1).and_then(|rest| rest.split('"').next());
        let sid = sid.unwrap_or_else(|| panic!("a poll is opened: {}", opened.text));
        let body = match dice.below(3) {
            0 => dice.pick(&packets).clone(),
            1 => [dice.pick(&packets).clone(), b"\x1e".to_vec(), dice.pick(&packets).clone()].concat(),
            _ => dice.bytes(2000),
        };
        let path = format!("/socket.io/?EIO=4&transport=polling&sid={sid}");
        // An oversized one may be cut off instead of answered.
        if let Ok(answer) = web.posts(&path, "", "text/plain;charset=UTF-8", body).await {
            assert!(answer.status < 500, "{}: {}", answer.status, answer.text);
        }
        tried += 1;
    }
    tried
}

async fn posts_broken_bodies(server: &Server, token: &str, chat: &str, dice: &mut Dice) -> usize {
    let web = server.web().unpooled();
    let id = format!("/api/v1/chats/{chat}/messages");
    let paths = ["/api/v1/accounts", "/api/v1/sessions", "/api/v1/sessions/refresh", "/api/v1/chats", &id];
    let good = json!({ "kind": "group", "title": "x", "text": "x", "username": "x", "login": "x", "password": "x" });
    let good = good.to_string().into_bytes();
    let mut tried = 0;
    for round in 0..450 {
        let body = match round % 9 {
            0 => dice.bytes(500),
            1 => good[..dice.below(good.len())].to_vec(),
            2 => "[".repeat(50_000 + dice.below(1000)).into_bytes(),
            3 => "{\"a\":".repeat(20_000).into_bytes(),
            4 => mutated(&good, dice),
            5 => format!("{{\"text\":\"{}\"}}", "\\u0000".repeat(dice.below(100))).into_bytes(),
            6 => format!("{{\"text\":{}}}", "9".repeat(1000)).into_bytes(),
            7 => b"{\"text\":\"\xff\xfe\xfd\"}".to_vec(),
            _ => vec![b' '; 262_145 + dice.below(2_000_000)],
        };
        let oversized = body.len() > 262_144;
        let kind = *dice.pick(&["application/json", "application/json; charset=latin1", "text/plain", "", "\u{e9}"]);
        let path = *dice.pick(&paths);
        let answer = web.posts(path, token, kind, body).await;
        // Who goes on sending after the answer may find the connection closed.
        let Ok(answer) = answer else {
            assert!(oversized, "{path} gave no answer");
            tried += 1;
            continue;
        };
        assert!((400..500).contains(&answer.status), "{path}: {} {}", answer.status, answer.text);
        assert!(answer.body["code"].is_string() || answer.body == Value::Null, "{}", answer.text);
        if kind == "application/json" && oversized {
            assert_eq!(answer.status, 413, "{path}: {}", answer.text);
        }
        tried += 1;
    }
    tried
}

fn mutated(good: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = good.to_vec();
    // Without its first brace it can't become right by chance.
    bytes[0] = b'}';
    for _ in 0..5 {
        let at = dice.below(bytes.len());
        bytes[at] = dice.roll().to_le_bytes()[0];
    }
    bytes
}
