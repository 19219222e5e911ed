//! Writes and reads.

use std::time::{Duration, Instant};

use bytes::Bytes;
use d_engine::protocol::ReadConsistencyPolicy;
use d_engine::{Client, ClientApi, ErrorCode};

use crate::check::{Checks, Failure, Outcome, holds, same};

const LIMIT: Duration = Duration::from_secs(20);

type Value = Option<Bytes>;

fn value(text: &'static str) -> Value {
    Some(Bytes::from_static(text.as_bytes()))
}

pub async fn check(checks: &mut Checks, client: &Client) -> Outcome {
    checks.tell("what was put is read by every policy", reads(client).await)?;
    checks.tell(
        "keys and values are any bytes, and may be empty",
        any_bytes(client).await,
    )?;
    checks.tell("half a megabyte is a value", large(client).await)?;
    checks.tell(
        "reads of many keys keep their order and gaps",
        many(client).await,
    )?;
    checks.tell(
        "a read of no keys is an invalid request",
        none(client).await,
    )?;
    checks.tell(
        "a delete removes, and may find nothing",
        deletes(client).await,
    )?;
    checks.tell(
        "a swap takes place if the value matches",
        swaps(client).await,
    )?;
    checks.tell(
        "u64 keys in big-endian order are scanned in order",
        numbers(client).await,
    )?;
    checks.tell(
        "a scan gives what begins with a prefix",
        scans(client).await,
    )
}

pub async fn check_compressed(checks: &mut Checks, client: &Client) -> Outcome {
    checks.tell("all of this works compressed", compressed(client).await)
}

async fn compressed(client: &Client) -> Outcome {
    reads(client).await?;
    large(client).await?;
    many(client).await?;
    swaps(client).await?;
    scans(client).await
}

async fn reads(client: &Client) -> Outcome {
    client.put("read/me", "1").await?;
    client.put("read/me", "2").await?;
    same("get", client.get("read/me").await?, value("2"))?;
    same(
        "get_linearizable",
        client.get_linearizable("read/me").await?,
        value("2"),
    )?;
    same("get_lease", client.get_lease("read/me").await?, value("2"))?;
    let with_policy = client
        .get_with_policy("read/me", Some(ReadConsistencyPolicy::LeaseRead))
        .await?;
    same(
        "get_with_policy",
        with_policy.map(|entry| entry.value),
        value("2"),
    )?;
    // A follower may answer this one, so it may be behind; it must not stay so.
    let began = Instant::now();
    while client.get_eventual("read/me").await? != value("2") {
        holds("get_eventual catches up", began.elapsed() < LIMIT)?;
    }
    for absent in [
        client.get("read/absent").await?,
        client.get_linearizable("read/absent").await?,
        client.get_lease("read/absent").await?,
        client.get_eventual("read/absent").await?,
    ] {
        same("an absent key", absent, None)?;
    }
    Ok(())
}

async fn any_bytes(client: &Client) -> Outcome {
    let key = [0u8, 0xff, b'\n', 0x80, 0];
    let bytes: Vec<u8> = (0..=255).collect();
    client.put(key, &bytes).await?;
    same(
        "the bytes",
        client.get_linearizable(key).await?,
        Some(Bytes::from(bytes)),
    )?;
    client.put("bytes/empty", "").await?;
    same(
        "the empty value",
        client.get_linearizable("bytes/empty").await?,
        Some(Bytes::new()),
    )?;
    client.put("", "of the empty key").await?;
    same(
        "the empty key",
        client.get_linearizable("").await?,
        value("of the empty key"),
    )?;
    client.delete("").await?;
    same("the empty key", client.get_linearizable("").await?, None)
}

async fn large(client: &Client) -> Outcome {
    let bytes = vec![7u8; 512 * 1024];
    client.put("large", &bytes).await?;
    same(
        "its length",
        client
            .get_linearizable("large")
            .await?
            .map(|found| found.len()),
        Some(bytes.len()),
    )
}

async fn many(client: &Client) -> Outcome {
    client.put("many/a", "1").await?;
    client.put("many/c", "3").await?;
    let keys: Vec<Bytes> = ["many/c", "many/b", "many/a", "many/c"]
        .iter()
        .map(|key| Bytes::from_static(key.as_bytes()))
        .collect();
    let expected = vec![value("3"), None, value("1"), value("3")];
    same(
        "get_multi",
        client.get_multi(&keys).await?,
        expected.clone(),
    )?;
    for policy in [
        ReadConsistencyPolicy::LinearizableRead,
        ReadConsistencyPolicy::LeaseRead,
    ] {
        let found =
            ClientApi::get_multi_with_policy(&**client, &keys, Some(policy.clone())).await?;
        same(
            &format!("get_multi_with_policy {policy:?}"),
            found,
            expected.clone(),
        )?;
    }
    Ok(())
}

async fn none(client: &Client) -> Outcome {
    match client.get_multi(&[]).await {
        Ok(found) => Err(Failure::new(format!("it answered {found:?}"))),
        Err(error) => same("the error", error.code(), ErrorCode::InvalidRequest),
    }
}

async fn deletes(client: &Client) -> Outcome {
    client.put("delete/me", "1").await?;
    client.delete("delete/me").await?;
    same(
        "what was deleted",
        client.get_linearizable("delete/me").await?,
        None,
    )?;
    client.delete("delete/me").await?;
    client.delete("delete/never-there").await?;
    Ok(())
}

async fn swaps(client: &Client) -> Outcome {
    let nothing: Option<&str> = None;
    client.delete("swap").await?;
    same(
        "a match with an absent key",
        client.compare_and_swap("swap", Some("0"), "x").await?,
        false,
    )?;
    same(
        "a match with nothing",
        client.compare_and_swap("swap", nothing, "1").await?,
        true,
    )?;
    same(
        "nothing where there is a value",
        client.compare_and_swap("swap", nothing, "x").await?,
        false,
    )?;
    same(
        "another value",
        client.compare_and_swap("swap", Some("2"), "x").await?,
        false,
    )?;
    same(
        "what is there after all that",
        client.get_linearizable("swap").await?,
        value("1"),
    )?;
    same(
        "the value itself",
        client.compare_and_swap("swap", Some("1"), "2").await?,
        true,
    )?;
    same(
        "what is there in the end",
        client.get_linearizable("swap").await?,
        value("2"),
    )?;
    same(
        "an empty new value",
        client.compare_and_swap("swap", Some("2"), "").await?,
        true,
    )?;
    same(
        "the empty value is no absent one",
        client.compare_and_swap("swap", nothing, "x").await?,
        false,
    )?;
    same(
        "the empty value",
        client.compare_and_swap("swap", Some(""), "3").await?,
        true,
    )
}

async fn numbers(client: &Client) -> Outcome {
    let prefix = u64::MAX.to_be_bytes()[..6].to_vec();
    let numbers = [u64::MAX - 1, u64::MAX - 300, u64::MAX];
    for number in numbers {
        client
            .put(number.to_be_bytes(), (number / 2).to_be_bytes())
            .await?;
    }
    let found = client.scan_prefix(&prefix).await?;
    let mut expected = numbers.to_vec();
    expected.sort_unstable();
    let expected: Vec<(Bytes, Bytes)> = expected
        .iter()
        .map(|number| {
            let value = number / 2;
            (
                Bytes::copy_from_slice(&number.to_be_bytes()),
                Bytes::copy_from_slice(&value.to_be_bytes()),
            )
        })
        .collect();
    same("the scan", found.entries, expected)
}

async fn scans(client: &Client) -> Outcome {
    for key in ["/scan/b", "/scan/a", "/scan/c/d", "/scanned", "/sca"] {
        client.put(key, "v").await?;
    }
    let first = client.scan_prefix("/scan/").await?;
    let keys: Vec<&[u8]> = first.entries.iter().map(|(key, _)| key.as_ref()).collect();
    same(
        "the keys",
        keys,
        vec![
            b"/scan/a".as_ref(),
            b"/scan/b".as_ref(),
            b"/scan/c/d".as_ref(),
        ],
    )?;
    client.put("elsewhere", "v").await?;
    let second = client.scan_prefix("/scan/").await?;
    holds(
        "the revision grows with writes",
        second.revision > first.revision,
    )?;
    same(
        "what begins with nothing known",
        client.scan_prefix("/none/").await?.entries.len(),
        0,
    )?;
    same(
        "what begins with nothing",
        client.scan_prefix("").await?.entries.len(),
        0,
    )
}

/// One wait serves all of these: they begin together.
pub async fn check_ttl(checks: &mut Checks, client: &Client) -> Outcome {
    client.put_with_ttl("ttl/short", "1", 1).await?;
    client.put_with_ttl("ttl/swapped", "1", 1).await?;
    client.put_with_ttl("ttl/put-again", "1", 1).await?;
    client.put_with_ttl("ttl/longer", "1", 1).await?;
    client.put_with_ttl("ttl/endless", "1", 0).await?;
    client.put("ttl/put-again", "2").await?;
    client.put_with_ttl("ttl/longer", "2", 1000).await?;
    same(
        "the swap",
        client
            .compare_and_swap("ttl/swapped", Some("1"), "2")
            .await?,
        true,
    )?;
    let outcome = vanishes(client, "ttl/short").await;
    checks.tell("a key vanishes when its time is over", outcome)?;
    let outcome = vanishes(client, "ttl/swapped").await;
    checks.tell("a swap leaves the time of a key as it was", outcome)?;
    let outcome = stays(client, &["ttl/put-again", "ttl/longer", "ttl/endless"]).await;
    checks.tell("a later put decides anew how long a key lives", outcome)
}

async fn vanishes(client: &Client, key: &str) -> Outcome {
    let began = Instant::now();
    while client.get_linearizable(key).await?.is_some() {
        holds("it vanishes", began.elapsed() < LIMIT)?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

async fn stays(client: &Client, keys: &[&str]) -> Outcome {
    for key in keys {
        holds(
            &format!("{key} is there"),
            client.get_linearizable(key).await?.is_some(),
        )?;
    }
    Ok(())
}
