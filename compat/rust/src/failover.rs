//! What a client sees when the leader changes, dies and leaves the cluster.

use bytes::Bytes;
use d_engine::{Client, ClientApi, ClientApiError, ErrorCode};

use crate::check::{Checks, Failure, Outcome, ask, holds, same};
use crate::cluster::Endpoints;
use crate::streams::next;

pub async fn check(checks: &mut Checks, client: &Client, endpoints: &Endpoints) -> Outcome {
    client.put("survives", "1").await?;
    let first = leader(client).await?;
    ask(&format!("transfer the leadership of node {first}"))?;
    checks.tell(
        "the former leader names its successor",
        names_successor(client, endpoints, first).await,
    )?;
    client.refresh(None).await?;
    let second = leader(client).await?;
    holds("the leader is another one", second != first)?;
    client.put("survives", "2").await?;
    checks.tell("a refreshed client goes on with the new leader", Ok(()))?;

    ask(&format!("kill node {second}"))?;
    checks.tell("a dead leader is an error, not a hang", dead(client).await)?;
    client.refresh(Some(endpoints.urls())).await?;
    let third = leader(client).await?;
    holds("the leader is another one", third != second)?;
    let found = client.get_linearizable("survives").await?;
    same(
        "what was written before",
        found,
        Some(Bytes::from_static(b"2")),
    )?;
    client.put("survives", "3").await?;
    checks.tell(
        "a refreshed client goes on after the leader's death",
        Ok(()),
    )?;

    checks.tell(
        "a removed member is told to who watches members",
        removal(client, second).await,
    )
}

async fn leader(client: &Client) -> Result<u32, Failure> {
    client
        .get_leader_id()
        .await?
        .ok_or_else(|| Failure::new("no leader is known"))
}

async fn names_successor(client: &Client, endpoints: &Endpoints, former: u32) -> Outcome {
    for outcome in [
        client.put("not/here", "1").await,
        client.get_linearizable("survives").await.map(drop),
        client.get_lease("survives").await.map(drop),
        client.scan_prefix("s").await.map(drop),
    ] {
        let Err(ClientApiError::Network {
            code, leader_hint, ..
        }) = outcome
        else {
            return Err(Failure::new(format!(
                "the former leader answered {outcome:?}"
            )));
        };
        same("the code", code, ErrorCode::LeaderChanged)?;
        let hint =
            leader_hint.ok_or_else(|| Failure::new("there is no hint where the leader is"))?;
        holds("the leader is another one", hint.leader_id != former)?;
        same(
            "its address",
            &hint.address,
            &endpoints.addresses()[hint.leader_id as usize - 1],
        )?;
    }
    Ok(())
}

async fn dead(client: &Client) -> Outcome {
    match client.put("not/here/either", "1").await {
        Ok(()) => Err(Failure::new("the dead node answered")),
        Err(_) => Ok(()),
    }
}

async fn removal(client: &Client, removed: u32) -> Outcome {
    let mut snapshots = client.watch_membership().await?;
    let before = next(snapshots.message()).await?;
    same("the voters before", before.members.len(), 3)?;
    ask(&format!("remove node {removed}"))?;
    loop {
        let after = next(snapshots.message()).await?;
        holds(
            "the index grows",
            after.committed_index > before.committed_index,
        )?;
        if !after.members.contains(&removed) {
            same("the voters after", after.members.len(), 2)?;
            break;
        }
    }
    client.refresh(None).await?;
    same("the members after", client.list_members().await?.len(), 2)
}
