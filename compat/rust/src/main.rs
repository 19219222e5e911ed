//! Checks that the original's published Rust client works unchanged against three nodes.
//!
//! It prints a line a check and ends with code 1 at the first that fails. With `--with-faults` it also has the cluster
//! changed under the client: it prints `ASK` and what to do, and waits for a line on standard input once it is done.

mod check;
mod cluster;
mod failover;
mod keys;
mod streams;

use check::{Checks, Failure};
use cluster::Endpoints;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let with_faults = arguments
        .first()
        .is_some_and(|first| first == "--with-faults");
    if with_faults {
        arguments.remove(0);
    }
    if arguments.len() != 3 {
        eprintln!("usage: rust-client-check [--with-faults] HOST:PORT HOST:PORT HOST:PORT");
        return std::process::ExitCode::from(2);
    }
    match run(&Endpoints::new(arguments), with_faults).await {
        Ok(count) => {
            println!("{count} checks passed");
            std::process::ExitCode::SUCCESS
        }
        Err(failure) => {
            println!("FAILED {failure}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run(endpoints: &Endpoints, with_faults: bool) -> Result<usize, Failure> {
    let mut checks = Checks::default();
    let client = cluster::check(&mut checks, endpoints).await?;
    keys::check(&mut checks, &client).await?;
    keys::check_ttl(&mut checks, &client).await?;
    streams::check(&mut checks, &client).await?;
    let compressing = cluster::compressing(endpoints).await?;
    keys::check_compressed(&mut checks, &compressing).await?;
    if with_faults {
        failover::check(&mut checks, &client, endpoints).await?;
    }
    Ok(checks.passed())
}
