-- How the application finds a variable: in its environment, or as a file under /run/secrets; and what its main process is sent when that
-- file has another value. Only a secret is a file.
alter table env_vars add column delivery text not null default 'variable' check (delivery in ('variable', 'file'));
alter table env_vars add column signal text check (signal in ('SIGHUP', 'SIGUSR1', 'SIGUSR2'));
