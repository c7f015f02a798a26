// The configuration of a Dovecot for tests: loopback, Maildir, all of it in one folder.
import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** The settings of its token check: who a token is for is asked at `url`, to which the token is appended. */
export const introspectionSettings = (url: string): string => `introspection_mode = get
introspection_url = ${url}
username_attribute = user
active_attribute = active
active_value = true
`;

/** As root, mails belong to nobody, since Dovecot serves no mail as root; else all runs as this user, without chroot. */
export function dovecotSettings(folder: string, port: number, tokens = false): string {
  const isRoot = userInfo().uid === 0;
  const me = userInfo().username;
  const [uid, gid] = isRoot ? [65_534, 65_534] : [userInfo().uid, userInfo().gid];
  const plain = isRoot
    ? ''
    : `default_internal_user = ${me}
default_login_user = ${me}
default_internal_group = ${execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()}
service anvil {
  chroot =
}
service imap-login {
  chroot =
}
`;
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login${tokens ? ' oauthbearer xoauth2' : ''}
auth_failure_delay = 0
auth_cache_size = 0
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${folder}/mail/%u
mail_max_userip_connections = 50
imap_idle_notify_interval = 1 mins
${plain}service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
${
  tokens
    ? `passdb {
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = ${folder}/oauth2.conf
}
`
    : ''
}passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN ${folder}/users
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%u allow_all_users=yes
}
`;
}
