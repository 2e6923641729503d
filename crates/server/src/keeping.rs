//! `chengxiao backup|restore|verify|reset-password`: keeping the store.

use crate::Outcome;
use crate::arguments::{BackupOptions, ResetOptions, RestoreOptions, StoreOptions};
use crate::serve::block_on;
use crate::web::{Passwords, first_password, now};
use store::{AccountChange, Acting, Store, StoreError, StorePlaces};

pub(crate) fn backup(options: &BackupOptions) -> Outcome {
    told(block_on(async {
        let store = open(&options.store.places()).await?;
        let made = store.backup(&options.out, now()).await?;
        Ok(format!(
            "已备份到{}：记录{}条，原件{}个，留痕至第{}条\n",
            options.out.display(),
            made.rows,
            made.files,
            made.trail
        ))
    }))
}

pub(crate) fn restore(options: &RestoreOptions) -> Outcome {
    told(block_on(async {
        let places = options.store.places();
        let back = Store::restore(&options.from, &places, now()).await?;
        Ok(format!(
            "已恢复到{}并核验：记录{}条，原件{}个，留痕至第{}条\n",
            places.data.display(),
            back.rows,
            back.files,
            back.trail
        ))
    }))
}

pub(crate) fn verify(options: &StoreOptions) -> Outcome {
    told(block_on(async {
        let store = open(&options.places()).await?;
        let sound = store.verify().await?;
        Ok(format!(
            "核验通过：留痕{}条连续完整，与{}个签名一致；目标表版本{}个、原件{}个与登记一致\n",
            sound.trail.head.number, sound.trail.signed, sound.versions, sound.files
        ) + &given_up(sound.trail.given_up))
    }))
}

pub(crate) fn reset_password(options: &ResetOptions) -> Outcome {
    told(block_on(async {
        let store = open(&options.store.places()).await?;
        let missing = || StoreError::Invalid(format!("没有登录名为“{}”的账号", options.login));
        let found = store.log_in_of(&options.login).await?.ok_or_else(missing)?;
        let fault = |problem: crate::web::Problem| StoreError::Invalid(problem.text);
        let password = first_password().map_err(fault)?;
        let hash = Passwords::new().map_err(fault)?.hash(&password).await.map_err(fault)?;
        let change = AccountChange {
            password: Some((hash, true)),
            disabled: Some(false),
            ..AccountChange::default()
        };
        store.change_account(&Acting::program(now()), found.account.id, change).await?;
        store.sign_head(now()).await?;
        Ok(format!("账号“{}”的一次性密码：{password}\n登录后须立即修改\n", options.login))
    }))
}

/// What a restored backup gave up, in words.
fn given_up(entries: u64) -> String {
    match entries {
        0 => String::new(),
        _ => format!("注意：曾恢复较早的备份，此前已签名的留痕{entries}条不在其中\n"),
    }
}

/// Opens a store that is there: a mistyped folder must not be made.
pub(crate) async fn open(places: &StorePlaces) -> Result<Store, StoreError> {
    if !places.data.is_dir() {
        return Err(StoreError::Invalid(format!(
            "找不到数据目录{}，请检查 --data",
            places.data.display()
        )));
    }
    Store::open(places, now()).await
}

/// What a command says of its result.
pub(crate) fn told(result: Result<String, String>) -> Outcome {
    match result {
        Ok(output) => Outcome { output, failures: Vec::new() },
        Err(failure) => Outcome { output: String::new(), failures: vec![failure] },
    }
}
