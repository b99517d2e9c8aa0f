//! Archives broken in every way that came to mind.

use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::*;

#[tokio::test]
async fn a_truncated_backup_is_refused_and_nothing_written() {
    let place = Place::new(Kind::SqliteFile).await;
    place.fills_up().await;
    place.backs_up().await.unwrap();
    let whole = fs::read(place.file()).unwrap();
    let target = Place::new(Kind::SqliteFile).await;
    let cut = target.file();
    for length in [0, 1, 9, 10, 11, 100, whole.len() / 2, whole.len() - 9, whole.len() - 8, whole.len() - 1] {
        fs::write(&cut, &whole[..length]).unwrap();
        let said = refusal(target.restores(&cut).await);
        assert!(said.starts_with("the backup is damaged and can't be used: "), "{length}: {said}");
        assert!(target.holds_nothing().await, "{length}");
    }
    fs::write(&cut, [whole.as_slice(), b"x"].concat()).unwrap();
    assert!(refusal(target.restores(&cut).await).contains("something was added"));
    target.restores(&place.file()).await.expect("the whole one is taken");
}

#[tokio::test]
async fn a_flipped_byte_is_refused_and_nothing_written() {
    let place = Place::new(Kind::SqliteFile).await;
    place.fills_up().await;
    place.backs_up().await.unwrap();
    let whole = fs::read(place.file()).unwrap();
    let target = Place::new(Kind::SqliteFile).await;
    let unpacked = |bytes: &[u8]| {
        let mut plain = Vec::new();
        io::Read::read_to_end(&mut GzDecoder::new(bytes), &mut plain).map(|_| plain).ok()
    };
    let (mut harmless, mut tried) = (0, 0);
    for at in (0..whole.len()).step_by(3).chain(whole.len() - 8..whole.len()) {
        let mut changed = whole.clone();
        changed[at] ^= 0x20;
        tried += 1;
        fs::write(target.file(), &changed).unwrap();
        // The time and the system in gzip's header, the bits that fill up its last byte, and from which of many equal
        // bytes it copies (there are some for each table) are nobody's data.
        if archive::check(&mut File::open(target.file()).unwrap()).is_ok() {
            assert_eq!(unpacked(&changed), unpacked(&whole), "{at}");
            harmless += 1;
            continue;
        }
        assert_ne!(unpacked(&changed), unpacked(&whole), "{at}: what is refused is damaged");
        let said = refusal(target.restores(&target.file()).await);
        assert!(said.starts_with("the backup is damaged"), "{at}: {said}");
    }
    assert!(harmless * 100 < tried, "{harmless} of {tried} changes went unnoticed");
    assert!(target.holds_nothing().await);
}

/// The archive again, with its entries changed; a well-formed one, so that only our own sums can tell.
fn repacked(file: &Path, change: impl Fn(&str, Vec<u8>) -> Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let mut old = tar::Archive::new(GzDecoder::new(File::open(file).unwrap()));
    let mut new = tar::Builder::new(GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for entry in old.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        for (name, bytes) in change(&name, bytes) {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o600);
            new.append_data(&mut header, name, bytes.as_slice()).unwrap();
        }
    }
    new.into_inner().unwrap().finish().unwrap()
}

#[tokio::test]
async fn a_repacked_backup_is_refused_unless_it_holds_the_same() {
    let place = Place::new(Kind::SqliteFile).await;
    place.fills_up().await;
    place.backs_up().await.unwrap();
    let target = Place::new(Kind::SqliteFile).await;
    let text = |bytes: Vec<u8>, from: &str, to: &str| String::from_utf8(bytes).unwrap().replace(from, to).into_bytes();
    type Change<'c> = &'c dyn Fn(&str, Vec<u8>) -> Vec<(String, Vec<u8>)>;
    let only = |which: &'static str, from: &'static str, to: &'static str| {
        move |name: &str, bytes| vec![(name.to_owned(), if name == which { text(bytes, from, to) } else { bytes })]
    };
    let without = |which: &'static str| {
        move |name: &str, bytes| if name == which { vec![] } else { vec![(name.to_owned(), bytes)] }
    };
    let added = |new: &'static str| {
        move |name: &str, bytes| {
            let first = name == "tables/accounts.ndjson";
            [(name.to_owned(), bytes)].into_iter().chain(first.then(|| (new.to_owned(), vec![b'x']))).collect()
        }
    };
    let cases: &[(Change<'_>, &str)] = &[
        (&only("tables/messages.ndjson", "zwei", "drei"), "the table messages isn't what it was"),
        (&only("files/mail/one.eml", "Subject", "subject"), "the file mail/one.eml isn't what it was"),
        (&without("tables/messages.ndjson"), "the table messages is missing"),
        (&without("files/mail/one.eml"), "the file mail/one.eml is missing"),
        (&without("manifest.json"), "its end is missing"),
        (&added("files/other"), "the file other was added"),
        (&added("tables/other.ndjson"), "the table other was added"),
        (&added("other"), "other is nothing that a backup holds"),
        (&added("tables/accounts.ndjson"), "is in it twice"),
        (
            &only("manifest.json", "\"format\": 1", "\"format\": 2"),
            "has format 2, this version of Hearth reads format 1",
        ),
        (&only("manifest.json", "0003_chat", "9999_later"), "whose database this version doesn't know (9999_later)"),
        (&only("manifest.json", "\"rows\": 4", "\"rows\": 5"), "the table messages isn't what it was"),
        (&only("manifest.json", "\"tables\"", "\"fables\""), "manifest.json: missing field"),
    ];
    for (change, wanted) in cases {
        fs::write(target.file(), repacked(&place.file(), change)).unwrap();
        let said = refusal(target.restores(&target.file()).await);
        assert!(said.contains(wanted), "{wanted}: {said}");
        assert!(target.holds_nothing().await, "{wanted}");
    }
    fs::write(target.file(), repacked(&place.file(), |name, bytes| vec![(name.to_owned(), bytes)])).unwrap();
    target.restores(&target.file()).await.expect("the same entries, packed otherwise");
}
