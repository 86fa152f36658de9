//! The fixed texts of pages and components. Messages about a single value ("Line 2: …") are next to
//! its validation in `domain`; why `authority` refused something is said in `problems`; refusals of
//! `server` are next to their cause.
#![expect(missing_docs, reason = "each constant is its own description")]

#[cfg(feature = "ssr")]
pub mod problems;
mod sentences;

pub use sentences::{
    count, deleted, erase_question, permission_impact, redirect_uri_impact, removed_secret,
    restorable_secret, restored, use_fix,
};

pub const PRODUCT: &str = "Configo";
pub const SKIP: &str = "Skip to content";
pub const ACCOUNT: &str = "Account";
pub const SIGNED_IN_AS: &str = "Signed in as";
pub const SIGN_IN: &str = "Sign in";
pub const SIGNED_IN: &str = "You are signed in.";
pub const SIGN_OUT: &str = "Sign out";
pub const THEME: &str = "Theme";
pub const LIGHT: &str = "Light";
pub const DARK: &str = "Dark";
pub const SYSTEM: &str = "System";
pub const CLOSE: &str = "Close";
pub const CANCEL: &str = "Cancel";
pub const RETRY: &str = "Retry";
pub const UNDO: &str = "Undo";

pub const NAV_MAIN: &str = "Main";
pub const NAV_APPLICATIONS: &str = "Applications";
pub const NAV_DELETED: &str = "Deleted";
pub const NAV_SECURITY: &str = "Security";

pub const APPLICATIONS: &str = "OAuth Applications";
pub const TABLE: &str = "OAuth applications";
pub const ADD: &str = "Add";
pub const EDIT: &str = "Edit";
pub const DELETE: &str = "Delete";
pub const NAME: &str = "Name";
pub const CLIENT_ID: &str = "Client ID";
pub const CLIENT_SECRET: &str = "Client secret";
pub const PERMISSIONS: &str = "Permissions";
pub const CREATED: &str = "Created";
pub const UPDATED: &str = "Updated";
pub const LAST_USED: &str = "Last used";
pub const NEVER: &str = "Never";
pub const TYPE: &str = "Type";
pub const REDIRECT_URIS: &str = "Redirect URIs";
pub const PUBLIC: &str = "Public";
pub const PUBLIC_TAG: &str = "public";
pub const CONFIDENTIAL: &str = "Confidential";
pub const LOAD_MORE: &str = "Load more";
pub const LOADING: &str = "Loading…";
pub const EMPTY: &str = "No applications yet";
pub const EMPTY_ABOUT: &str = "An application lets a program act for you, with the permissions you choose. Add one to get its client ID and secret.";
pub const LOAD_FAILED: &str = "This could not be loaded";

pub const SEARCH: &str = "Search applications";
pub const SEARCH_PLACEHOLDER: &str = "Name, client ID or redirect URI";
pub const SEARCH_BUTTON: &str = "Search";
pub const CLEAR_SEARCH: &str = "Clear search";
pub const ANY_TYPE: &str = "Any type";
pub const PERMISSION: &str = "Permission";
pub const ANY_PERMISSION: &str = "Any permission";
pub const UNUSED: &str = "Unused for 90 days";
pub const NO_MATCH: &str = "No application matches";
pub const NO_MATCH_ABOUT: &str =
    "Names, client IDs and redirect URIs were searched for what you typed, within the filters.";
pub const SELECT: &str = "Select";
pub const SELECT_ALL: &str = "Select all";
pub const SELECTION: &str = "Selection";
pub const CLEAR_SELECTION: &str = "Clear selection";
pub const DELETE_SELECTED: &str = "Delete selected";
pub const RESTORE_SELECTED: &str = "Restore selected";

pub const SHORTCUTS: &str = "Keyboard shortcuts";
pub const PALETTE: &str = "Command palette";
pub const PALETTE_FIELD: &str = "Command or application";
pub const RESULTS: &str = "Results";
pub const NOTHING_FOUND: &str = "Nothing found.";
pub const ADD_APPLICATION: &str = "Add application";
pub const GO_APPLICATIONS: &str = "Go to applications";
pub const GO_SECURITY: &str = "Go to security";
pub const GO_DELETED: &str = "Go to deleted applications";
pub const UNDO_LAST: &str = "Undo the last change";
pub const NEXT_THEME: &str = "Change theme";
pub const ESCAPE: &str = "Clear the selection, then the search";
pub const MOVE_UP: &str = "Row above";
pub const MOVE_DOWN: &str = "Row below";
pub const MOVE_LEFT: &str = "Cell to the left";
pub const MOVE_RIGHT: &str = "Cell to the right";
pub const MOVE_ROW_START: &str = "First cell of the row";
pub const MOVE_ROW_END: &str = "Last cell of the row";
pub const MOVE_FIRST: &str = "First row";
pub const MOVE_LAST: &str = "Last row";
pub const MOVE_PAGE_UP: &str = "Ten rows up";
pub const MOVE_PAGE_DOWN: &str = "Ten rows down";
pub const EXTEND_UP: &str = "Select upwards";
pub const EXTEND_DOWN: &str = "Select downwards";
pub const OPEN_APPLICATION: &str = "Open application";
pub const DUPLICATE: &str = "Duplicate application";
pub const DELETE_APPLICATION: &str = "Delete application";
pub const RESTORE_APPLICATION: &str = "Restore application";
pub const SELECT_ROW: &str = "Select row";
pub const KEYS_ANYWHERE: &str = "Anywhere outside a field";
pub const KEYS_GRID: &str = "In a table of applications";
pub const KEYS_DIALOG: &str = "In a dialog";
pub const KEYS_CREDENTIALS: &str = "With new credentials, outside a field";
pub const SINGLE_KEYS: &str = "Single-key shortcuts";
pub const SINGLE_KEYS_ABOUT: &str =
    "Letters and signs alone do something. Turn this off if you dictate.";

pub const OFFLINE: &str = "You are offline. What you see may be out of date, and nothing can be saved until you are back.";
pub const SIGN_IN_AGAIN: &str = "Sign in again";
pub const SESSION_ENDED: &str =
    "Your session has ended. Nothing is lost: sign in, and what you began goes on.";
pub const SIGNED_IN_AGAIN: &str =
    "You are signed in again, and this is not saved yet. Check it and save.";

pub const SOMEBODY_ELSE: &str = "Somebody else is signed in";
pub const SOMEBODY_ELSE_ABOUT: &str = "Somebody else is signed in in this browser. Nothing was changed, and nothing is lost: sign in again as yourself, and what you began goes on.";
pub const GO_ON_AS_THEM: &str = "Reload as them";
pub const KEPT_HERE: &str = "What you sent is kept on this page. Sign in again in another tab, as who you were when you opened the form, and send it from here.";
pub const SEND_AGAIN: &str = "Send again";
pub const GO_ON_AS: &str = "Go on as";

pub const NEW_APPLICATION: &str = "New application";
pub const EDIT_APPLICATION: &str = "Edit application";
pub const SAVE: &str = "Save";
pub const NOT_SAVED: &str = "The form that you left was not saved.";
pub const REDIRECT_URIS_HINT: &str = "One per line. The browser returns to exactly one of these. Leave empty if only a server asks for tokens.";
pub const PERMISSIONS_HINT: &str = "What it may access on your behalf. At least one.";
pub const GROUP_ACCOUNT: &str = "Account";
pub const GROUP_PROJECT: &str = "Inside a project";
pub const CONFIDENTIAL_ABOUT: &str = "Runs on a server that can keep a secret.";
pub const PUBLIC_ABOUT: &str = "Runs in a browser, on a phone or a desktop. No secret.";
pub const TYPE_FIXED: &str = "The type is fixed once an application exists.";
pub const URI_ADDED: &str =
    "The last redirect URI comes from a refused request. Save to register it, if it is yours.";
pub const CREDENTIALS_STAY: &str = "Credentials stay the same.";
pub const DISCARD_QUESTION: &str = "Discard what you typed?";
pub const KEEP_EDITING: &str = "Keep editing";
pub const DISCARD: &str = "Discard";
pub const CONFLICT: &str = "Somebody else saved this application while you were editing. Nothing is lost: choose what stays.";
pub const CONFLICT_FIELD: &str = "Field";
pub const CONFLICT_MINE: &str = "Yours";
pub const CONFLICT_THEIRS: &str = "Saved by somebody else";
pub const KEEP_MINE: &str = "Keep mine";
pub const TAKE_THEIRS: &str = "Take theirs";
pub const ALREADY_CREATED_PUBLIC: &str = "This form was already sent, and the application exists.";
pub const ALREADY_CREATED: &str = "This form was already sent, and the application exists. Its secret was in the first reply. If nobody saved it, use Add secret below to make another one.";

pub const APPLICATION_CREATED: &str = "Application created";
pub const SECRET_CREATED: &str = "Client secret created";
pub const SECRET_ONCE: &str =
    "The secret is shown only once, here, and is not stored. Save it before you close this.";
pub const NO_SECRET: &str = "A public application has no secret. It proves itself with PKCE.";
pub const SHOW_SECRET: &str = "Show secret";
pub const HIDE_SECRET: &str = "Hide secret";
pub const COPY_CLIENT_ID: &str = "Copy client ID";
pub const COPY_CLIENT_SECRET: &str = "Copy client secret";
pub const DOWNLOAD: &str = "Download";
pub const DOWNLOAD_AS: &str = "Download as";
pub const FORMAT_TEXT: &str = "Text";
pub const FORMAT_ENV: &str = "Environment";
pub const FORMAT_JSON: &str = "JSON";
pub const DONE: &str = "Done";
pub const LEAVE_QUESTION: &str = "The secret was not saved and cannot be shown again.";
pub const LEAVE_OFFERED_QUESTION: &str = "The secret cannot be shown again. Is the file there?";
pub const GO_BACK: &str = "Go back";
pub const CLOSE_ANYWAY: &str = "Close anyway";
pub const SECRET_COPIED: &str = "Copied. You can close this now.";
pub const FILE_OFFERED: &str = "Offered as a file. Check that it is there.";
pub const OFFER_FAILED: &str =
    "The file could not be offered: the browser refused. Copy the secret instead.";
pub const COPIED: &str = "Copied.";
pub const COPIED_ID: &str = "Client ID copied.";
pub const COPY_FAILED: &str =
    "Copying was refused by the browser. The text is selected. Press Ctrl+C.";

pub const DETAILS: &str = "Details";
pub const NO_REDIRECT_URIS: &str = "None: client credentials only";

pub const SECRETS: &str = "Client secrets";
pub const SECRETS_ABOUT: &str = "Each is shown once, when it is made, and kept only as a digest. With two of them an application can change over without a pause.";
pub const SECRETS_FULL: &str = "There are two at most. Remove one to add another.";
pub const ENDS_IN: &str = "Ends in";
pub const ADD_SECRET: &str = "Add secret";
pub const REMOVE: &str = "Remove";
pub const SECRET_OUTDATED: &str =
    "Not used for a week, while the newer one was: it can be removed.";

pub const SECRET_SUPERSEDED: &str = "From an earlier reply to the same form. It stops working when the other one is used, or after an hour.";

pub const ENDPOINTS: &str = "Endpoints";
pub const ISSUER: &str = "Issuer";
pub const COPY_ISSUER: &str = "Copy issuer";
pub const AUTHORIZE: &str = "Authorization endpoint";
pub const COPY_AUTHORIZE: &str = "Copy authorization endpoint";
pub const TOKEN: &str = "Token endpoint";
pub const COPY_TOKEN: &str = "Copy token endpoint";
pub const REVOCATION: &str = "Revocation endpoint";
pub const COPY_REVOCATION: &str = "Copy revocation endpoint";
pub const INTROSPECTION: &str = "Introspection endpoint";
pub const COPY_INTROSPECTION: &str = "Copy introspection endpoint";
pub const METADATA: &str = "Metadata URL";
pub const COPY_METADATA: &str = "Copy metadata URL";

pub const REFUSED: &str = "Refused requests";
pub const REFUSED_ABOUT: &str =
    "What was wrong, and what to do. Anybody who knows the client ID can send such requests.";
pub const CLEAR: &str = "Clear";
pub const CLEARED: &str = "Cleared the refused requests";

pub const TRY_IT: &str = "Try it";
pub const TRY_IT_ABOUT: &str = "Runs the authorization code flow of this application with your own account and shows each step. The tokens are revoked at once.";
pub const BACK_TO: &str = "Back to";
pub const TRIED: &str = "It works";
pub const TRY_FAILED: &str = "It did not work";
pub const STEP_AUTHORIZE: &str = "Authorization request";
pub const STEP_CONSENT: &str = "Consent";
pub const STEP_CODE: &str = "Code received";
pub const STEP_EXCHANGE: &str = "Exchanged";
pub const LIFETIME: &str = "Access token works for";
pub const TRY_REVOKED: &str = "These tokens were revoked at once and are not kept.";
pub const TRY_COMMAND: &str =
    "To get a token without a person, with the client secret in place of the variable:";
pub const TRY_PUBLIC: &str = "A public application has no client secret: it gets tokens only by a code and the code_verifier that goes with it.";

pub const SECURITY: &str = "Security";
pub const SECURITY_ABOUT: &str = "Who can act for you, and your password.";
pub const ACCESS: &str = "Browsers and applications";
pub const ACCESS_ABOUT: &str = "Revoking takes effect at once.";
pub const EXPIRES: &str = "Expires";
pub const NO_TOKENS: &str = "No tokens";
pub const BROWSER: &str = "Browser";
pub const APPLICATION: &str = "Application";
pub const EVERYTHING: &str = "Everything";
pub const THIS_BROWSER: &str = "This browser";
pub const REVOKE: &str = "Revoke";
pub const SIGN_OUT_OTHERS: &str = "Sign out everywhere else";
pub const SIGNED_OUT_OTHERS: &str = "Signed out everywhere else";
pub const NO_ACCESS: &str = "No application can act for you. Those that you allow appear here.";
pub const ACCESS_FAILED: &str = "The list could not be loaded";
pub const CHANGE_PASSWORD: &str = "Change password";
pub const CHANGE_PASSWORD_ABOUT: &str = "All other sessions are signed out.";
pub const CURRENT_PASSWORD: &str = "Current password";
pub const NEW_PASSWORD: &str = "New password";
pub const PASSWORD_CHANGED: &str = "Your password was changed. Other sessions were signed out.";

pub const WANTS_ACCESS: &str = "wants access to your account";
pub const MADE_BY: &str = "Made by";
pub const RETURNS_TO: &str = "Returns to";
pub const IN_UNICODE: &str = "Also written";
pub const MIXED_SCRIPTS: &str =
    "This address mixes letters of several alphabets. Go on only if you know it.";
pub const TO_DEVICE: &str = "an application on this device";
pub const TO_APP: &str = "Opens an app on this device.";
pub const ASKED_AGAIN: &str =
    "This question was closed before your answer came. Please answer again.";
pub const NEW: &str = "New";
pub const ALLOW: &str = "Allow";
pub const DENY: &str = "Deny";
pub const OTHER_ACCOUNT: &str = "Use another account";
pub const TAKE_BACK: &str = "You can take this back at any time under Security.";

pub const REDIRECTING: &str = "One moment";
pub const CONTINUE: &str = "Continue";
pub const ONE_MORE_STEP: &str = "One more step";
pub const GO_BACK_TO: &str = "Go back to";
pub const RETURN_OPENS: &str = "This opens the app on this device that handles";
pub const RETURN_LINKS: &str = "links.";
pub const NOTHING_HAPPENED: &str = "Nothing happened?";
pub const NOTHING_HAPPENED_ABOUT: &str = "Press the button again and agree if the browser asks. If that does not help, the app may not be installed on this device: install it, and start again from there.";

pub const DELETED_TITLE: &str = "Deleted applications";
pub const DELETED_ABOUT: &str =
    "Kept for 30 days, then erased. Restoring brings one back with its credentials.";
pub const DELETED_EMPTY: &str = "Nothing deleted";
pub const DELETED_EMPTY_ABOUT: &str =
    "Applications that you delete wait here for 30 days and can be restored.";
pub const DELETED_AT: &str = "Deleted";
pub const ERASED_ON: &str = "Erased on";
pub const RESTORE: &str = "Restore";
pub const ERASE: &str = "Delete for good";
pub const ERASE_ABOUT: &str = "Its client ID and secrets are erased now. This cannot be undone.";

pub const NOT_FOUND: &str = "Page not found";
pub const NOT_FOUND_ABOUT: &str = "There is nothing at this address, or it is not yours.";
pub const FORM_URL: &str = "This address only takes a form";
pub const FORM_URL_ABOUT: &str = "It was opened like a page, so nothing was done.";
pub const GO_TO_FORM: &str = "Go to the form";
pub const WRONG_HOST: &str = "This is not Configo's address";
pub const LOOPBACK_ONLY: &str = "That address works only on the machine that Configo runs on.";
pub const OR_ENVIRONMENT: &str = "or in the environment:";
pub const BACK_TO_LIST: &str = "OAuth Applications";
pub const NO_ANSWER: &str = "The server did not answer. Try again.";

pub const EMAIL: &str = "Email";
pub const PASSWORD: &str = "Password";
pub const PASSWORD_HINT: &str =
    "At least 15 characters. A few words in a row are easy to remember.";
pub const FORGOT: &str = "Forgot your password? Ask your administrator.";
pub const TOO_MANY_SIGN_INS: &str = "Too many attempts. Wait a minute and try again.";
pub const SIGN_IN_REFUSED: &str = "Email or password is wrong.";
pub const SETUP_TITLE: &str = "Set up Configo";
pub const SETUP_ABOUT: &str = "Create the first account. This link works once.";
pub const INVITE_TITLE: &str = "Welcome to Configo";
pub const INVITE_ABOUT: &str = "Choose how you are called and a password. This link works once.";
pub const RESET_TITLE: &str = "Choose a new password";
pub const RESET_ABOUT: &str = "All other sessions of this account end. This link works once.";
pub const CREATE_ACCOUNT: &str = "Create account";
pub const SET_PASSWORD: &str = "Set password";
pub const YOUR_NAME: &str = "Your name";
pub const LINK_SPENT: &str = "This link does not work any more";
pub const LINK_SPENT_ABOUT: &str = "It was used already, it has expired, or a newer one took its place. Ask your administrator for another.";
