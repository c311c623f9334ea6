#!/bin/bash
# Process 1 of a Docker host in namespaces: gives it its own /run, /etc/passwd and engine data, then runs sshd and dockerd.
# $1 name, $2 its folder, $3 the size of the engine's disk where it is to be a small one (`300m`). Ends with dockerd; everything else ends with it, since this is process 1 of the pid namespace.
set -u
name=$1 folder=$2 disk=${3-}
mount --make-rprivate /
hostname "$name"
# sysfs shows the network of whoever mounts it; the tree of control groups is kept.
mkdir -p "$folder/cgroup" && mount --rbind /sys/fs/cgroup "$folder/cgroup"
mount -t sysfs sysfs /sys && mount --rbind "$folder/cgroup" /sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/sshd /run/lock /run/docker /var/lib/docker /etc/docker
[ -z "$disk" ] || mount -t tmpfs -o "size=$disk" tmpfs "$folder/data"
mount --bind "$folder/data" /var/lib/docker
# Engines that share /etc/docker/key.json say that they are the same engine.
mount --bind "$folder/etc-docker" /etc/docker
for file in passwd group shadow; do mount --bind "$folder/etc/$file" "/etc/$file"; done
if [ -f /etc/pam.d/sshd ]; then
  mount --bind "$folder/pam" /etc/pam.d/sshd
  /usr/sbin/sshd -D -f "$folder/sshd_config.questions" -E "$folder/sshd.log" &
fi
/usr/sbin/sshd -D -f "$folder/sshd_config" -E "$folder/sshd.log" &
dockerd --host unix:///var/run/docker.sock --host "unix://$folder/docker.sock" --pidfile /run/docker.pid \
  --data-root /var/lib/docker --exec-root /run/docker --cgroup-parent "/$name" >>"$folder/dockerd.log" 2>&1 &
engine=$!
trap 'kill -TERM $engine' TERM INT
# As process 1 it also reaps what others leave behind.
while kill -0 "$engine" 2>/dev/null; do wait -n 2>/dev/null || sleep 0.2; done
