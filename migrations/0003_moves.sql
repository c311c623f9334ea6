-- A project's way to another host is a deployment there. Not set: a deployment that goes where its project is when its turn comes.
alter table deployments add column moves_from integer references hosts (id);
