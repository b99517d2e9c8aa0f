//! What every store of objects must do.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use super::*;
use crate::platform::testing::{FreshObjects, ObjectsKind};

async fn keys(objects: &Objects, prefix: &str) -> BTreeSet<String> {
    objects.list(prefix).map_ok(|found| found.key).try_collect().await.unwrap()
}

async fn read(objects: &Objects, key: &str, range: Range<u64>) -> Vec<u8> {
    let pieces: Vec<Bytes> = objects.part(key, range).await.unwrap().unwrap().try_collect().await.unwrap();
    pieces.concat()
}

fn bytes(length: usize) -> Bytes {
    (0..length).map(|at| (at * 31 % 251) as u8).collect()
}

async fn an_object_comes_back_as_it_was_put(objects: &Objects) {
    for (name, length) in [("empty", 0), ("small", 1), ("large", 3 << 20)] {
        let key = format!("media/owner/{name}");
        objects.put(&key, bytes(length)).await.unwrap();
        assert_eq!(objects.get(&key).await.unwrap().unwrap(), bytes(length), "{name}");
    }
    objects.put("media/owner/small", bytes(7)).await.unwrap();
    assert_eq!(objects.get("media/owner/small").await.unwrap().unwrap(), bytes(7), "the newer one counts");
    assert_eq!(objects.get("media/owner/none").await.unwrap(), None);
    assert_eq!(objects.get("media/nobody/none").await.unwrap(), None);
}

async fn a_part_is_just_that(objects: &Objects) {
    let whole = bytes(2 << 20);
    objects.put("a/b", whole.clone()).await.unwrap();
    for range in [0..1, 0..whole.len(), 1000..(1 << 20) + 3, whole.len() - 1..whole.len()] {
        let part = read(objects, "a/b", range.start as u64..range.end as u64).await;
        assert_eq!(part, whole[range.clone()], "{range:?}");
    }
    assert!(objects.part("a/none", 0..1).await.unwrap().is_none());
}

async fn removing_takes_just_that_and_may_be_done_twice(objects: &Objects) {
    for key in ["a/1", "a/10", "a/2", "ab/1"] {
        objects.put(key, bytes(3)).await.unwrap();
    }
    for _ in 0..2 {
        objects.remove(["a/1", "a/2", "a/none", "none/at/all"].map(str::to_owned)).await.unwrap();
        assert_eq!(keys(objects, "a").await, BTreeSet::from(["a/10".to_owned()]));
        assert_eq!(keys(objects, "ab").await, BTreeSet::from(["ab/1".to_owned()]));
    }
    objects.remove([]).await.unwrap();
    assert!(keys(objects, "none").await.is_empty());
}

async fn a_list_has_all_of_a_prefix_with_size_and_time(objects: &Objects) {
    // More than S3 puts on one page of a list would take too long here; that the library turns pages is its affair.
    let wanted: BTreeSet<String> = (0..30).map(|at| format!("l/{}/{at}", at % 3)).collect();
    join_all(wanted.iter().map(|key| objects.put(key, bytes(5)))).await.into_iter().for_each(Result::unwrap);
    assert_eq!(keys(objects, "l").await, wanted);
    assert_eq!(keys(objects, "l/1").await.len(), 10);
    let one = objects.list("l/2").next().await.unwrap().unwrap();
    assert_eq!(one.bytes, 5);
    assert!(one.changed_at > Time::from_millis(1_700_000_000_000), "{one:?}");
}

async fn of_rivals_one_wins_whole(objects: &Objects) {
    let rivals = (1..=8).map(|length| objects.put("rivals", bytes(length * 100_000)));
    join_all(rivals).await.into_iter().for_each(Result::unwrap);
    let won = objects.get("rivals").await.unwrap().unwrap();
    assert_eq!(won, bytes(won.len()));
    assert_eq!(won.len() % 100_000, 0);
}

async fn a_key_that_leads_elsewhere_is_refused(objects: &Objects) {
    for key in ["../up", "a//b", "a/../b"] {
        assert!(matches!(objects.put(key, bytes(1)).await, Err(ObjectError::Failed(_))), "{key}");
    }
}

macro_rules! stores {
    ($($case:ident),+ $(,)?) => {
        stores!(@kind in_a_folder Folder, $($case),+);
        stores!(@kind on_s3 S3, $($case),+);
    };
    (@kind $module:ident $kind:ident, $($case:ident),+) => {
        mod $module {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    let fresh = FreshObjects::open(ObjectsKind::$kind);
                    super::$case(&fresh.objects).await;
                }
            )+
        }
    };
}

stores!(
    an_object_comes_back_as_it_was_put,
    a_part_is_just_that,
    removing_takes_just_that_and_may_be_done_twice,
    a_list_has_all_of_a_prefix_with_size_and_time,
    of_rivals_one_wins_whole,
    a_key_that_leads_elsewhere_is_refused,
);

#[tokio::test]
async fn what_was_never_finished_is_swept_from_a_folder() {
    let fresh = FreshObjects::open(ObjectsKind::Folder);
    fresh.objects.put("a/b/c", bytes(3)).await.unwrap();
    let folder = fresh.objects.folder.clone().unwrap();
    let names = ["a/b/c#1", "a/d#22", "a/not#this", "a/nor#", "a/this", "else#1"];
    names.iter().for_each(|name| std::fs::write(folder.join(name), "x").unwrap());
    assert_eq!(fresh.objects.sweep("a", Time::from_millis(1_700_000_000_000)).await.unwrap(), 0, "they are younger");
    assert_eq!(fresh.objects.sweep("a", Time::from_millis(i64::MAX / 2)).await.unwrap(), 2);
    assert_eq!(fresh.objects.sweep("none", Time::from_millis(i64::MAX / 2)).await.unwrap(), 0);
    assert!(names.map(|name| folder.join(name).exists()) == [false, false, true, true, true, true]);
    assert!(fresh.objects.get("a/b/c").await.unwrap().is_some());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_trouble_that_passes() {
    let mut settings = FreshObjects::settings(ObjectsKind::S3);
    // A port that nobody can listen on.
    "http://127.0.0.1:1".clone_into(&mut settings.objects.s3_endpoint);
    let objects = Objects::open(&settings).unwrap();
    assert!(matches!(objects.put("a", bytes(1)).await, Err(ObjectError::Unavailable(_))));
    assert!(matches!(objects.get("a").await, Err(ObjectError::Unavailable(_))));
    assert!(matches!(objects.part("a", 0..1).await, Err(ObjectError::Unavailable(_))));
    assert!(matches!(objects.remove(["a".to_owned()]).await, Err(ObjectError::Unavailable(_))));
    assert!(matches!(objects.list("a").next().await, Some(Err(ObjectError::Unavailable(_)))));
}

#[tokio::test]
async fn wrong_keys_are_refused() {
    let mut settings = FreshObjects::settings(ObjectsKind::S3);
    "not this".clone_into(&mut settings.objects.s3_secret_key);
    let objects = Objects::open(&settings).unwrap();
    assert!(matches!(objects.put("a", bytes(1)).await, Err(ObjectError::Unavailable(_))));
}
