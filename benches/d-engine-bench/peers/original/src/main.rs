//! A node of the original, started like its own standalone example: takes a configuration file, stops on SIGTERM.

use d_engine::StandaloneEngine;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("usage: original-node CONFIGURATION_FILE")?;
    let (stop, stopped) = watch::channel(());
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        terminated.recv().await;
        let _ = stop.send(());
    });
    StandaloneEngine::run_with(&file, stopped).await?;
    Ok(())
}
