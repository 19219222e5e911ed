//! Connecting, and what a client learns about the cluster.

use std::time::{Duration, Instant};

use d_engine::cluster_types::NodeStatus;
use d_engine::{Client, ClientApi, ClientApiError, ErrorCode};

use crate::check::{Checks, Failure, Outcome, holds, same};

const FOLLOWER: i32 = 1;
const LEADER: i32 = 3;

/// Where the three nodes are.
pub struct Endpoints {
    addresses: Vec<String>,
}

impl Endpoints {
    pub fn new(addresses: Vec<String>) -> Self {
        Self { addresses }
    }

    /// As the client's builder wants them.
    pub fn urls(&self) -> Vec<String> {
        self.addresses
            .iter()
            .map(|address| format!("http://{address}"))
            .collect()
    }

    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }

    fn reversed(&self) -> Vec<String> {
        self.urls().into_iter().rev().collect()
    }
}

/// Connects in every way there is; the last client is the one that goes on.
pub async fn check(checks: &mut Checks, endpoints: &Endpoints) -> Result<Client, Failure> {
    let client = Client::builder(endpoints.urls()).build().await?;
    checks.tell("the builder connects with its own settings", Ok(()))?;
    checks.tell(
        "each node alone is enough to find all",
        each_alone(endpoints).await,
    )?;
    checks.tell("a dead endpoint is skipped", dead_first(endpoints).await)?;
    checks.tell(
        "nobody there is a cluster that is unavailable",
        nobody().await,
    )?;
    checks.tell(
        "members are listed with address, role and status",
        members(&client, endpoints).await,
    )?;
    checks.tell("a crowd of clients writes at once", crowd(endpoints).await)?;
    Ok(client)
}

/// A client that compresses what it sends and accepts it compressed.
pub async fn compressing(endpoints: &Endpoints) -> Result<Client, Failure> {
    Ok(Client::builder(endpoints.reversed())
        .enable_compression(true)
        .connect_timeout(Duration::from_secs(10))
        .request_timeout(Duration::from_secs(10))
        .build()
        .await?)
}

async fn each_alone(endpoints: &Endpoints) -> Outcome {
    for url in endpoints.urls() {
        let client = Client::builder(vec![url.clone()]).build().await?;
        let members = client.list_members().await?;
        same(
            &format!("the number of members according to {url}"),
            members.len(),
            3,
        )?;
    }
    Ok(())
}

async fn dead_first(endpoints: &Endpoints) -> Outcome {
    let mut urls = vec!["http://127.0.0.1:1".to_string()];
    urls.extend(endpoints.urls());
    Client::builder(urls).build().await?;
    Ok(())
}

async fn nobody() -> Outcome {
    let began = Instant::now();
    let outcome = Client::builder(vec!["http://127.0.0.1:1".to_string()])
        .cluster_ready_timeout(Duration::from_millis(300))
        .build()
        .await;
    holds(
        "it gives up in time",
        began.elapsed() < Duration::from_secs(5),
    )?;
    match outcome {
        Ok(_) => Err(Failure::new("it connected")),
        Err(error) => same("the error", error.code(), ErrorCode::ClusterUnavailable),
    }
}

/// As the original's load generator does: many clients, each with connections of its own.
async fn crowd(endpoints: &Endpoints) -> Outcome {
    const CLIENTS: usize = 20;
    const PUTS: usize = 50;
    let mut writers = Vec::new();
    for writer in 0..CLIENTS {
        let client = Client::builder(endpoints.urls())
            .request_timeout(Duration::from_secs(10))
            .build()
            .await?;
        writers.push(tokio::spawn(async move {
            for put in 0..PUTS {
                client.put(format!("crowd/{writer}/{put}"), "v").await?;
            }
            Ok::<_, ClientApiError>(client)
        }));
    }
    let mut last = None;
    for writer in writers {
        let client = writer
            .await
            .map_err(|error| Failure::new(format!("a writer ended: {error}")))??;
        last = Some(client);
    }
    let client = last.ok_or_else(|| Failure::new("there was no writer"))?;
    let found = client.scan_prefix("crowd/").await?;
    same("what they wrote", found.entries.len(), CLIENTS * PUTS)
}

async fn members(client: &Client, endpoints: &Endpoints) -> Outcome {
    let leader = client
        .get_leader_id()
        .await?
        .ok_or_else(|| Failure::new("no leader is known"))?;
    let mut members = client.list_members().await?;
    members.sort_by_key(|member| member.id);
    same("the number of members", members.len(), 3)?;
    for (member, address) in members.iter().zip(endpoints.addresses()) {
        same("an address", &member.address, address)?;
        same("a status", member.status, NodeStatus::Active as i32)?;
        let role = if member.id == leader {
            LEADER
        } else {
            FOLLOWER
        };
        same(
            &format!("the role of node {}", member.id),
            member.role,
            role,
        )?;
    }
    holds(
        "the leader is a member",
        members.iter().any(|member| member.id == leader),
    )
}
