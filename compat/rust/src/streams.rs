//! Watches, and the stream of members.

use std::future::Future;
use std::time::Duration;

use d_engine::protocol::{WatchEventType, WatchResponse};
use d_engine::{Client, ClientApi, ErrorCode};

use crate::check::{Checks, Failure, Outcome, holds, same};

type Events = tonic::Streaming<WatchResponse>;

const LIMIT: Duration = Duration::from_secs(20);

/// The next message of a stream, or a failure where it ends, breaks or takes too long.
pub async fn next<T, E: std::fmt::Debug>(
    message: impl Future<Output = Result<Option<T>, E>>,
) -> Result<T, Failure> {
    match tokio::time::timeout(LIMIT, message).await {
        Ok(Ok(Some(found))) => Ok(found),
        Ok(Ok(None)) => Err(Failure::new("the stream ended")),
        Ok(Err(status)) => Err(Failure::new(format!("the stream broke: {status:?}"))),
        Err(_) => Err(Failure::new(format!("nothing arrived within {LIMIT:?}"))),
    }
}

/// The next change of a watch. Now and then a node tells only how far it is, with nothing but the revision.
async fn next_change(events: &mut Events) -> Result<WatchResponse, Failure> {
    loop {
        let event = next(events.message()).await?;
        if event.event_type() != WatchEventType::Progress {
            return Ok(event);
        }
        same("the length of a key without a change", event.key.len(), 0)?;
    }
}

pub async fn check(checks: &mut Checks, client: &Client) -> Outcome {
    // The client chooses a node by chance for each stream, so this has all three serve some. Each has keys of its own,
    // because a node that is a little behind may still have to tell the changes of the one before.
    for round in 0..6 {
        one_key(client, &format!("watch/one-{round}")).await?;
    }
    checks.tell(
        "a watch tells the changes of its key alone, in order",
        Ok(()),
    )?;
    for round in 0..6 {
        prefix(client, &format!("/watch/{round}/")).await?;
    }
    checks.tell("a watch of a prefix tells the changes below it", Ok(()))?;
    checks.tell(
        "a prefix that is no path is an invalid request",
        bad_prefix(client).await,
    )?;
    checks.tell("an expiry is told as a deletion", expiry(client).await)?;
    checks.tell(
        "what a scan has seen is told apart from what comes after it",
        hand_over(client).await,
    )?;
    for _ in 0..6 {
        members(client).await?;
    }
    checks.tell("the stream of members begins with who they are", Ok(()))
}

async fn one_key(client: &Client, key: &str) -> Outcome {
    let mut events = client.watch(key).await?;
    client.put(key, "1").await?;
    client.put(format!("{key}-more"), "unseen").await?;
    same(
        "the swap",
        client.compare_and_swap(key, Some("1"), "2").await?,
        true,
    )?;
    same(
        "another swap",
        client.compare_and_swap(key, Some("1"), "3").await?,
        false,
    )?;
    client.delete(key).await?;
    let mut revision = 0;
    for (kind, value) in [
        (WatchEventType::Put, "1"),
        (WatchEventType::Put, "2"),
        (WatchEventType::Delete, ""),
    ] {
        let event = next_change(&mut events).await?;
        same("the kind", event.event_type(), kind)?;
        same("the key", event.key.as_ref(), key.as_bytes())?;
        same("the value", event.value.as_ref(), value.as_bytes())?;
        same("the error", event.error, 0)?;
        holds("revisions grow", event.revision > revision)?;
        revision = event.revision;
    }
    Ok(())
}

async fn prefix(client: &Client, prefix: &str) -> Outcome {
    let mut events = client.watch_prefix(prefix).await?;
    let bare = prefix.trim_end_matches('/');
    for key in [
        format!("{prefix}a"),
        format!("{bare}-not"),
        format!("{prefix}b/c"),
        bare.to_string(),
    ] {
        client.put(key, "v").await?;
    }
    client.put(format!("{prefix}a"), "w").await?;
    for (name, value) in [("a", "v"), ("b/c", "v"), ("a", "w")] {
        let event = next_change(&mut events).await?;
        same(
            "the key",
            String::from_utf8_lossy(&event.key).into_owned(),
            format!("{prefix}{name}"),
        )?;
        same("the value", event.value.as_ref(), value.as_bytes())?;
    }
    Ok(())
}

/// How applications keep a copy: watch, scan, and skip the changes that the scan has seen.
async fn hand_over(client: &Client) -> Outcome {
    client.delete("/hand-over/b").await?;
    client.put("/hand-over/a", "1").await?;
    let mut events = client.watch_prefix("/hand-over/").await?;
    client.put("/hand-over/a", "2").await?;
    let scan = client.scan_prefix("/hand-over/").await?;
    client.put("/hand-over/b", "3").await?;
    same("the keys of the scan", scan.entries.len(), 1)?;
    same("its value", scan.entries[0].1.as_ref(), b"2".as_ref())?;
    let mut event = next_change(&mut events).await?;
    // A node that is a little behind tells the first change, too.
    while event.revision <= scan.revision {
        same(
            "a key that the scan has seen",
            event.key.as_ref(),
            b"/hand-over/a".as_ref(),
        )?;
        event = next_change(&mut events).await?;
    }
    same(
        "the key that it has not",
        event.key.as_ref(),
        b"/hand-over/b".as_ref(),
    )
}

async fn bad_prefix(client: &Client) -> Outcome {
    for prefix in ["", "no-path/", "/no-path"] {
        match client.watch_prefix(prefix).await {
            Ok(_) => return Err(Failure::new(format!("the watch of {prefix:?} began"))),
            Err(error) => same("the error", error.code(), ErrorCode::InvalidRequest)?,
        }
    }
    Ok(())
}

async fn expiry(client: &Client) -> Outcome {
    let mut events = client.watch("watch/expiry").await?;
    client.put_with_ttl("watch/expiry", "1", 1).await?;
    same(
        "the first",
        next_change(&mut events).await?.event_type(),
        WatchEventType::Put,
    )?;
    same(
        "the second",
        next_change(&mut events).await?.event_type(),
        WatchEventType::Delete,
    )
}

async fn members(client: &Client) -> Outcome {
    let mut snapshots = client.watch_membership().await?;
    let mut first = next(snapshots.message()).await?;
    first.members.sort_unstable();
    same("the voters", first.members, vec![1, 2, 3])?;
    same("the learners", first.learners, vec![])
}
