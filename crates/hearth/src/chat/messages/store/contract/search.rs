//! Messages are found by their words.

use super::*;
use crate::databases;

/// The texts of what the account finds, newest first, for what it typed.
async fn found_by(world: &World, who: AccountId, query: &str, chat: Option<ChatId>) -> Vec<String> {
    let words = rules::search_words(query);
    let found = world.messages.search(who, &words, chat, None, 50).await.unwrap();
    found.into_iter().map(|(_, message)| message.text.unwrap()).collect()
}

async fn found(world: &World, query: &str) -> Vec<String> {
    found_by(world, ANA, query, None).await
}

async fn words_are_found_folded_whole_or_begun(world: &World) {
    let group = world.group(1, &[BO]).await;
    for text in ["Ein Café am Meer", "cafe-bar", "CAFÉS!", "decaf", "Cafe\u{301}"] {
        world.says(group, BO, text).await;
    }
    let four = ["Cafe\u{301}", "CAFÉS!", "cafe-bar", "Ein Café am Meer"];
    for query in ["cafe", "CAFÉ", "cafe\u{301}", " \"café\" ", "ca"] {
        assert_eq!(found(world, query).await, four, "{query}");
    }
    assert_eq!(found(world, "cafe meer").await, ["Ein Café am Meer"], "every word must be there");
    assert_eq!(found(world, "me ein").await, ["Ein Café am Meer"], "in any order");
    assert!(found(world, "afe").await.is_empty(), "only beginnings");
    assert!(found(world, "cafe tea").await.is_empty());
}

/// A text; what finds it; what doesn't.
const EXAMPLES: &[(&str, &[&str], &[&str])] = &[
    (
        "Mail me: ana.maria+x@example.org!",
        &["ana", "example", "org", "example.org", "ana.maria+x@example.org"],
        &["xample"],
    ),
    ("see https://example.com/a/b?c=d#e", &["https", "com", "https://example.com/a", "a/b"], &["ttps"]),
    ("snake_case and kebab-case", &["snake", "case", "snake_case", "kebab-case", "kebab"], &["nake"]),
    (
        "it's 3.14, or -5, or 1e5, or v2.0-rc1",
        &["it", "it's", "3.14", "3", "14", "5", "1e5", "v2", "rc1", "v2.0"],
        &["e5"],
    ),
    ("Straße über Größe", &["straße", "STRASSE", "uber", "Über", "grosse", "größ"], &["rosse"]),
    ("Żółć, łódź & ørsted", &["zołc", "żółć", "łodz", "ørsted", "ØRSTED"], &["dz"]),
    ("naïve coöperation — déjà vu…", &["naive", "cooperation", "deja", "vu"], &["aive"]),
    ("Привет, МИР", &["привет", "ПРИВЕТ", "мир", "прив"], &["ривет"]),
    ("Ελλάδα ΟΔΟΣ", &["ελλαδα", "ΕΛΛΆΔΑ", "οδοσ", "οδος"], &["λλαδα"]),
    ("İstanbul'da ışık", &["istanbul", "İSTANBUL", "da"], &["stanbul"]),
    ("東京タワー、東京", &["東京", "東京タワー", "東"], &["京"]),
    ("がんばって ガンバ", &["がんばって", "がん", "ガンバ"], &["ばって"]),
    ("안녕하세요 세계", &["안녕", "안녕하세요", "세계"], &["녕하"]),
    ("你好,世界", &["你好", "世界", "世"], &["界"]),
    ("हिन्दी में", &["हिन्दी", "में"], &["xyz"]),
    ("שָׁלוֹם עולם", &["שלום", "שָׁלוֹם", "עולם"], &["לום"]),
    ("مرحبا بالعالم", &["مرحبا", "بالعالم"], &["رحبا"]),
    ("great 👍🏽 party🎉tonight 1️⃣", &["great", "party", "tonight", "1"], &["reat"]),
    ("ﬁne ＦＵＬＬ x² ½", &["fine", "full", "x2"], &["ine"]),
    ("don't \u{201c}quote\u{201d} (me)*", &["don", "don't", "quote", "me"], &["uote"]),
    ("tab\tand\nline", &["tab", "and", "line"], &["nd"]),
    ("<b>bold</b> &amp; %like% 'x' OR 1=1 --", &["bold", "b", "amp", "like", "or", "1=1"], &["old"]),
    ("NOT AND NEAR title:x ^y", &["not", "and", "near", "title", "title:x", "y"], &["ear"]),
];

async fn examples_are_found_by_the_same_words_everywhere(world: &World) {
    let group = world.group(1, &[]).await;
    for (text, _, _) in EXAMPLES {
        world.says(group, ANA, text).await;
    }
    let mut wrong = Vec::new();
    for (text, finding, failing) in EXAMPLES {
        for query in *finding {
            if !found(world, query).await.iter().any(|one| one == text) {
                wrong.push(format!("{query:?} doesn't find {text:?}"));
            }
        }
        for query in *failing {
            if found(world, query).await.iter().any(|one| one == text) {
                wrong.push(format!("{query:?} finds {text:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn an_edit_is_found_by_its_folded_words_as_well(world: &World) {
    let group = world.group(1, &[]).await;
    world.says(group, ANA, "x").await;
    let ana = world.proof(group, ANA).await;
    for (text, finding, _) in EXAMPLES {
        world.messages.revise(&ana, 1, revision(text)).await.unwrap();
        for query in *finding {
            assert_eq!(found(world, query).await, [*text], "{query:?}");
        }
    }
}

async fn nothing_is_found_where_one_takes_no_part(world: &World) {
    let (group, other) = (world.group(1, &[BO, CLEO]).await, world.group(2, &[CLEO]).await);
    world.direct(3, BO, CLEO, false).await;
    for (to, who) in [(group, ANA), (other, ANA), (chat(3), BO)] {
        world.says(to, who, &format!("secret {}", to.0.as_u128() % 10)).await;
    }
    let finds = async |who, chat| found_by(world, who, "secret", chat).await;
    assert_eq!(finds(CLEO, None).await, ["secret 3", "secret 2", "secret 1"]);
    assert_eq!(finds(ANA, None).await, ["secret 2", "secret 1"]);
    assert_eq!(finds(BO, None).await, ["secret 3", "secret 1"]);
    assert!(finds(DAN, None).await.is_empty());
    assert_eq!(finds(CLEO, Some(other)).await, ["secret 2"]);
    assert_eq!(finds(CLEO, Some(group)).await, ["secret 1"]);
    assert!(finds(BO, Some(other)).await.is_empty(), "not even when it is named");
    assert!(finds(BO, Some(chat(9))).await.is_empty());
    world.removes(group, BO).await;
    world.removes(chat(3), BO).await;
    assert!(finds(BO, None).await.is_empty(), "what was left isn't searched, even one's own");
    assert!(finds(BO, Some(chat(3))).await.is_empty());
    world.chats.close(&world.proof(other, ANA).await, erasing(1)).await.unwrap();
    assert_eq!(finds(ANA, None).await, ["secret 1"]);
    let ana = world.proof(group, ANA).await;
    assert_eq!(world.chats.add(&ana, DAN, Role::Member, 1000, NOW).await.unwrap(), Added::Now);
    assert_eq!(finds(DAN, None).await, ["secret 1"], "a new member finds what was said before");
}

async fn what_was_deleted_or_edited_away_is_not_found(world: &World) {
    let group = world.group(1, &[BO]).await;
    for text in ["apple one", "apple two", "apple three"] {
        world.says(group, ANA, text).await;
    }
    let ana = world.proof(group, ANA).await;
    world.messages.revise(&ana, 2, revision("pear two")).await.unwrap();
    world.deletes(group, 3, ANA).await;
    world.reacts(group, 1, BO, "👍", true).await;
    world.messages.pin(&ana, 1, Some(NOW)).await.unwrap();
    assert_eq!(found(world, "apple").await, ["apple one"], "a reaction or a pin hides nothing");
    assert_eq!(found(world, "pear").await, ["pear two"]);
    assert!(found(world, "three").await.is_empty());
    world.messages.revise(&ana, 2, revision("apple again")).await.unwrap();
    assert_eq!(found(world, "apple").await, ["apple again", "apple one"]);
    world.messages.erase_sent_by(ANA, 9, letting_go(0)).await.unwrap();
    assert!(found(world, "apple").await.is_empty());
}

async fn whatever_is_typed_is_words_and_nothing_else(world: &World) {
    let group = world.group(1, &[]).await;
    world.says(group, ANA, "a plain text of words").await;
    let odd = [
        "plain\" OR \"x",
        "plain*",
        "plain'",
        "plain)",
        "(plain",
        "plain:*",
        "plain & text",
        "plain | zzz",
        "!plain",
        "-plain",
        "^plain",
        "plain\\",
        "{plain}",
        "text:plain",
        "plain;--",
        "plain\u{0}",
        "plain%",
        "plain NEAR text",
        "pla\u{ad}in",
        "<->",
        "\u{202e}plain",
        "𝕡𝕝𝕒𝕚𝕟",
        "🅰 Ⓐ",
        "ª º ⁹",
        "\u{1f468}\u{200d}\u{1f469}",
        "\u{e000}",
        "aͣ",
        "ᾳ",
        "٣",
        "ꙮ",
        "\u{16ff0}",
    ];
    for query in odd {
        // Never an error; and what it finds has the words.
        let texts = found(world, query).await;
        assert!(texts.len() <= 1, "{query:?}");
    }
    assert_eq!(found(world, "plain;--").await.len(), 1);
    assert_eq!(found(world, "(plain \"TEXT\"*").await.len(), 1);
    assert!(found(world, "plain | zzz").await.is_empty(), "there is no OR");
    let long = "zörd ".repeat(2_000);
    assert!(found(world, &long).await.is_empty());
    assert!(found(world, &"x".repeat(10_000)).await.is_empty());
}

async fn the_longest_words_do_no_harm(world: &World) {
    let group = world.group(1, &[]).await;
    for text in ["x".repeat(10_000), "é😀".repeat(5_000), "ﷺ".repeat(10_000), "word ".repeat(2_000)] {
        world.says(group, ANA, &text).await;
    }
    assert_eq!(found(world, "wor").await.len(), 1);
}

async fn finds_come_newest_first_page_by_page(world: &World) {
    let (one, two) = (world.group(1, &[]).await, world.group(2, &[]).await);
    for i in 0..7 {
        world.says(if i % 3 == 0 { one } else { two }, ANA, &format!("word {i}")).await;
    }
    let words = ["word".to_owned()];
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = world.messages.search(ANA, &words, None, before, 2).await.unwrap();
        let Some((id, _)) = page.last() else { break };
        before = Some(*id);
        assert!(page.len() <= 2);
        seen.extend(page.into_iter().map(|(_, message)| message.text.unwrap()));
    }
    assert_eq!(seen, [6, 5, 4, 3, 2, 1, 0].map(|i| format!("word {i}")));
    let mut page = world.messages.search(ANA, &words, Some(one), None, 2).await.unwrap();
    let (id, second) = page.pop().unwrap();
    assert_eq!(second.text.as_deref(), Some("word 3"));
    let rest = world.messages.search(ANA, &words, Some(one), Some(id), 2).await.unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].1, world.message(one, 1).await, "whole messages");
}

databases!(
    World::on,
    words_are_found_folded_whole_or_begun,
    examples_are_found_by_the_same_words_everywhere,
    an_edit_is_found_by_its_folded_words_as_well,
    nothing_is_found_where_one_takes_no_part,
    what_was_deleted_or_edited_away_is_not_found,
    whatever_is_typed_is_words_and_nothing_else,
    the_longest_words_do_no_harm,
    finds_come_newest_first_page_by_page,
);
