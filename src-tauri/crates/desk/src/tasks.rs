//! Tasks that end with whoever began them.

use tokio::task::JoinSet;

/// Every task that was begun and is not over; dropping this ends them.
#[derive(Debug, Default)]
pub(crate) struct Tasks(JoinSet<()>);

impl Tasks {
    /// Begins another. Those that are over are let go of: what a desk asks in a year would otherwise be kept until
    /// it ends.
    pub(crate) fn spawn(&mut self, task: impl Future<Output = ()> + Send + 'static) {
        while self.0.try_join_next().is_some() {}
        self.0.spawn(task);
    }

    /// Whether one of them is under way.
    pub(crate) fn are_busy(&mut self) -> bool {
        while self.0.try_join_next().is_some() {}
        !self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn those_that_are_over_are_let_go_of_and_the_others_end_with_it() {
        let mut tasks = Tasks::default();
        let held = Arc::new(());
        let kept = Arc::clone(&held);
        tasks.spawn(async move {
            std::future::pending::<()>().await;
            drop(kept);
        });
        for _ in 0..100 {
            tasks.spawn(async {});
            tokio::task::yield_now().await;
        }
        assert!(tasks.0.len() < 5, "{}", tasks.0.len());
        assert!(tasks.are_busy());
        drop(tasks);
        while Arc::strong_count(&held) > 1 {
            tokio::task::yield_now().await;
        }
        assert!(!Tasks::default().are_busy());
    }
}
