import type { UserId } from '../../../contract/ids.ts';
import type { UserRow, UserStore } from '../../features/identity/ports.ts';
import { atomic, type Db } from './db.ts';

type GithubAccount = Parameters<UserStore['linkGithub']>[1];

const COLUMNS = 'id, github_id as githubId, login, name, avatar_url as avatarUrl, created_at as createdAt';
/** Made by the first migration. */
const OWNER_ID = 1 as UserId;

export function createUserStore(db: Db): UserStore {
  const select = db.prepare<[UserId], UserRow>(`select ${COLUMNS} from users where id = ?`);
  const selectAll = db.prepare<[], UserRow>(`select ${COLUMNS} from users order by id`);
  const selectByGithub = db.prepare<[number], UserRow>(`select ${COLUMNS} from users where github_id = ?`);
  const insert = db.prepare<[number, string, string | null, string | null, number, number], UserRow>(
    `insert into users (github_id, login, name, avatar_url, created_at, updated_at) values (?, ?, ?, ?, ?, ?)
     on conflict (github_id) do update
     set login = excluded.login, name = excluded.name, avatar_url = excluded.avatar_url, updated_at = excluded.updated_at
     returning ${COLUMNS}`,
  );
  const unlink = db.prepare<[number, number, UserId]>(
    'update users set github_id = null, updated_at = ? where github_id = ? and id <> ?',
  );
  const link = db.prepare<[number, string, string | null, string | null, number, UserId], UserRow>(
    `update users set github_id = ?, login = ?, name = ?, avatar_url = ?, updated_at = ? where id = ? returning ${COLUMNS}`,
  );

  const get = (id: UserId): UserRow | null => select.get(id) ?? null;

  const linkGithub = atomic(db, (id: UserId, account: GithubAccount, now: number): UserRow | null => {
    if (get(id) === null) {
      return null;
    }
    unlink.run(now, account.githubId, id);
    return link.get(account.githubId, account.login, account.name, account.avatarUrl, now, id) ?? null;
  });

  return {
    owner: () => existing(get(OWNER_ID)),
    get,
    list: () => selectAll.all(),
    getByGithub: (githubId) => selectByGithub.get(githubId) ?? null,
    upsertGithub: ({ githubId, login, name, avatarUrl }, now) =>
      existing(insert.get(githubId, login, name, avatarUrl, now, now)),
    linkGithub,
  };
}

function existing(row: UserRow | null | undefined): UserRow {
  if (row == null) {
    throw new Error('The table users lacks the row that was just written or that the first migration made');
  }
  return row;
}
