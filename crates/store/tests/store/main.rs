//! The store on a real database: every test body runs on SQLite and, with the feature
//! `postgres-tests`, on PostgreSQL, in a database of its own.

#[cfg(test)]
mod backup;
#[cfg(test)]
mod bureau;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod expected;
#[cfg(test)]
mod explained;
#[cfg(test)]
mod injection;
#[cfg(test)]
mod intake;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod ledgers;
#[cfg(test)]
mod library;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod moves;
#[cfg(test)]
mod people;
#[cfg(test)]
mod place;
#[cfg(test)]
mod records;
#[cfg(test)]
mod scope;
#[cfg(test)]
mod suspects;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod trail;
#[cfg(test)]
mod upkeep;

/// Runs test bodies on both databases.
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod embedded {
            $(
                #[tokio::test]
                async fn $name() {
                    super::$name(&crate::place::Place::embedded().await).await;
                }
            )*
        }

        #[cfg(feature = "postgres-tests")]
        mod postgres {
            $(
                #[tokio::test]
                async fn $name() {
                    super::$name(&crate::place::Place::postgres().await).await;
                }
            )*
        }
    };
}
pub(crate) use on_both_databases;
