//! Accounts. They are created through a link or on the command line; there is no self-registration.

use crate::actor::ClientInfo;
use crate::authority::Authority;
use crate::error::Error;
use crate::random;
use crate::secrets::SessionToken;
use crate::secrets::digest::Digest;
use crate::secrets::hasher::Verdict;
use crate::secrets::password::{Password, normalise, typed};
use crate::sessions::{ActiveSession, NewSession};
use crate::store::{AccountRecord, NewAccount, Tx};
use crate::use_case::Decision::{Commit, RollBack};
use domain::account::{AccountId, Email, PersonName};
use domain::identifier_format::ACCOUNT_PREFIX;
use domain::problem::{Field, FieldProblem};
use domain::time::Timestamp;
use std::time::Duration;

/// How long after a password was set a second send of its form signs in.
const REPEATED_WITHIN: Duration = Duration::from_mins(1);

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its identifier.
    pub id: AccountId,
    /// The email address with which it signs in.
    pub email: Email,
    /// Its name.
    pub name: PersonName,
    /// When it was created.
    pub created_at: Timestamp,
}

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSummary {
    /// The account.
    pub account: Account,
    /// Whether it may not sign in.
    pub disabled: bool,
    /// How many applications it has, without deleted ones.
    pub applications: u32,
}

impl From<AccountRecord> for AccountSummary {
    fn from(record: AccountRecord) -> Self {
        Self {
            account: Account {
                id: record.id,
                email: record.email,
                name: record.name,
                created_at: record.created_at,
            },
            disabled: record.disabled,
            applications: record.applications,
        }
    }
}

/// The checked fields of a new account.
pub(crate) struct Person {
    pub(crate) email: Email,
    pub(crate) name: PersonName,
    pub(crate) password: Password,
}

impl Person {
    /// Checks all fields; problems are in the order of the form.
    pub(crate) fn check(email: &str, name: &str, password: &str) -> Result<Self, Error> {
        let checked_email =
            Email::parse(email).map_err(|error| FieldProblem::new(Field::Email, error.to_string()));
        let checked_name = PersonName::parse(&normalise(name))
            .map_err(|error| FieldProblem::new(Field::Name, error.to_string()));
        let checked_password = check_password(password, &[email, name]);
        match (checked_email, checked_name, checked_password) {
            (Ok(email), Ok(name), Ok(password)) => Ok(Self { email, name, password }),
            (email, name, password) => Err(Error::Invalid(
                email.err().into_iter().chain(name.err()).chain(password.err()).collect(),
            )),
        }
    }
}

/// Checks a new password against the rules and the account's own words.
pub(crate) fn check_password(password: &str, own: &[&str]) -> Result<Password, FieldProblem> {
    Password::check(password, own)
        .map_err(|error| FieldProblem::new(Field::Password, error.to_string()))
}

impl Authority {
    /// Creates an account.
    ///
    /// # Errors
    /// A field is not valid, the email address is taken, or the store failed.
    pub async fn create_account(
        &self,
        email: &str,
        name: &str,
        password: String,
    ) -> Result<Account, Error> {
        let password = zeroize::Zeroizing::new(password);
        let person = Person::check(email, name, &password)?;
        let hash = self.hasher().hash(person.password, self.random()).await?;
        self.write((person.email, person.name, hash), |this, tx, (email, name, hash)| {
            Box::pin(async move { Ok(Commit(this.add_account(tx, email, name, hash).await?)) })
        })
        .await
    }

    /// Adds an account and deletes the setup and invite links that would create the same one.
    pub(crate) async fn add_account(
        &self,
        tx: &mut Tx,
        email: &Email,
        name: &PersonName,
        password_hash: &str,
    ) -> Result<Account, Error> {
        let body = random::id_body(self.random());
        let id = AccountId::try_from(format!("{ACCOUNT_PREFIX}{}", *body)).expect("22 digits");
        let created_at = self.now();
        let new = NewAccount { id: &id, email, name, password_hash, at: created_at };
        if !tx.insert_account(new).await? {
            return Err(Error::EmailTaken);
        }
        tx.delete_setup_links().await?;
        tx.delete_links_for(email).await?;
        Ok(Account { id, email: email.clone(), name: name.clone(), created_at })
    }

    /// All accounts, by email address.
    ///
    /// # Errors
    /// The store failed.
    pub async fn accounts(&self) -> Result<Vec<AccountSummary>, Error> {
        let records = self.store().read().await?.accounts().await?;
        Ok(records.into_iter().map(AccountSummary::from).collect())
    }

    /// Sets the password of an account and ends all its sessions and reset links.
    ///
    /// # Errors
    /// There is no such account, the password breaks a rule, or the store failed.
    pub async fn set_password(&self, email: &Email, password: String) -> Result<(), Error> {
        let password = zeroize::Zeroizing::new(password);
        let record = self.store().read().await?.account_by_email(email).await?;
        let record = record.ok_or(Error::NoSuchAccount)?;
        let password = check_password(&password, &[email.as_str(), record.name.as_str()])?;
        let hash = self.hasher().hash(password, self.random()).await?;
        self.write((record, hash), |this, tx, (record, hash)| {
            Box::pin(async move {
                change_password(tx, &record.id, &record.email, hash, (this.now(), None)).await?;
                Ok(Commit(()))
            })
        })
        .await
    }

    /// Changes the password of the session's account, if the current one is right. All sessions of
    /// the account end, and a new one is created for the caller.
    ///
    /// # Errors
    /// The current password is wrong, the new one breaks a rule, too many passwords are being
    /// checked, or the store failed.
    pub async fn change_own_password(
        &self,
        asking: &ActiveSession,
        current: String,
        new: String,
        client_info: ClientInfo,
    ) -> Result<NewSession, Error> {
        let (current, new) = (zeroize::Zeroizing::new(current), zeroize::Zeroizing::new(new));
        let account = &asking.account;
        let record = self.store().read().await?.account_by_email(&account.email).await?;
        let record = record.filter(|record| !record.disabled).ok_or(Error::WrongPassword)?;
        let (typed, kept) = (typed(&current), Some(record.password_hash.clone()));
        if matches!(self.hasher().verify(typed, kept, self.random()).await?, Verdict::Wrong) {
            return Err(Error::WrongPassword);
        }
        let own = [account.email.as_str(), account.name.as_str()];
        let new = check_password(&new, &own)
            .map_err(|problem| FieldProblem { field: Field::NewPassword, ..problem })?;
        let hash = self.hasher().hash(new, self.random()).await?;
        let arguments = (record, hash, Digest::of_session(&asking.id), client_info);
        self.write(arguments, |this, tx, (record, hash, asking, client_info)| {
            Box::pin(async move {
                // The password may have been changed, or the account disabled, while the hash was
                // computed.
                let now = tx.account_by_email(&record.email).await?;
                if !now.is_some_and(|now| now.has_same_password(record)) {
                    return Err(Error::WrongPassword);
                }
                let set = (this.now(), Some(*asking));
                change_password(tx, &record.id, &record.email, hash, set).await?;
                Ok(Commit(this.add_session(tx, &record.id, client_info).await?))
            })
        })
        .await
    }

    /// Signs in with a password that was set less than a minute ago. A form that sets a password
    /// may be sent twice: the second send arrives when the first has spent its link or ended its
    /// session, and the reply to the first may be lost. `None` if the password is another or was
    /// chosen earlier.
    ///
    /// # Errors
    /// Too many passwords are being checked, or the store failed.
    pub async fn sign_in_with_new_password(
        &self,
        email: &str,
        password: String,
        client_info: ClientInfo,
    ) -> Result<Option<NewSession>, Error> {
        let Ok(email) = Email::parse(email) else { return Ok(None) };
        let typed = typed(&zeroize::Zeroizing::new(password));
        let since = self.now().minus(REPEATED_WITHIN);
        let record = self.store().read().await?.account_by_email(&email).await?;
        let record = record.filter(|record| !record.disabled);
        let is_new = |record: &AccountRecord| record.password_set_at.is_some_and(|at| at > since);
        let Some(record) = record.filter(is_new) else { return Ok(None) };
        let kept = Some(record.password_hash.clone());
        if matches!(self.hasher().verify(typed, kept, self.random()).await?, Verdict::Wrong) {
            return Ok(None);
        }
        self.write((record, client_info), |this, tx, (record, client_info)| {
            Box::pin(async move {
                let now = tx.account_by_email(&record.email).await?;
                if !now.is_some_and(|now| now.has_same_password(record)) {
                    return Ok(RollBack(None));
                }
                // The session of the first reply, which this one replaces.
                tx.delete_sessions_of(&record.id).await?;
                Ok(Commit(Some(this.add_session(tx, &record.id, client_info).await?)))
            })
        })
        .await
    }

    /// The email address of the account whose password was last changed by this session, which
    /// ended at that moment. A second send of that form carries nothing else that identifies the
    /// account.
    ///
    /// # Errors
    /// The store failed.
    pub async fn email_of_ended_session(&self, token: &str) -> Result<Option<Email>, Error> {
        let Some(digest) = SessionToken::digest_of(token) else { return Ok(None) };
        let found = self.store().read().await?.account_by_ended_session(digest).await?;
        Ok(found.map(|record| record.email))
    }

    /// Disables an account: it can't sign in, and its sessions end.
    ///
    /// # Errors
    /// There is no such account, or the store failed.
    pub async fn disable_account(&self, email: &Email) -> Result<(), Error> {
        self.set_disabled(email, Some(self.now())).await
    }

    /// Lets a disabled account sign in again.
    ///
    /// # Errors
    /// There is no such account, or the store failed.
    pub async fn enable_account(&self, email: &Email) -> Result<(), Error> {
        self.set_disabled(email, None).await
    }

    async fn set_disabled(&self, email: &Email, at: Option<Timestamp>) -> Result<(), Error> {
        self.write((email.clone(), at), |_, tx, (email, at)| {
            Box::pin(async move {
                if !tx.set_account_disabled(email, *at).await? {
                    return Err(Error::NoSuchAccount);
                }
                Ok(Commit(()))
            })
        })
        .await
    }
}

/// Stores a new password hash, and when and by which session it was set; ends the sessions and
/// links of the old password.
pub(crate) async fn change_password(
    tx: &mut Tx,
    account: &AccountId,
    email: &Email,
    hash: &str,
    (at, by): (Timestamp, Option<Digest>),
) -> Result<(), Error> {
    tx.set_password_hash(account, hash).await?;
    tx.set_password_time(account, at, by).await?;
    tx.delete_sessions_of(account).await?;
    tx.delete_links_for(email).await?;
    Ok(())
}
