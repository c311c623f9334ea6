// What runs in a helper: POSIX shell for busybox and for the usual tools of Linux alike. The texts are fixed. Inputs are `$1`, `$2`, …
// written by `script-argument.ts`, or names that end with a NUL on standard input. Everything is done in a folder that was entered
// with its links resolved and found to be inside the volume, by `./name`.

/** Where the volume is mounted in its helper. */
export const MOUNT = '/v';
export const STAGE_NAME = '.minipaas-part-';

/** What a script's exit code says. 1 to 63 are of the tools themselves. */
export const exitCodes = {
  leadsOut: 64,
  notFound: 65,
  notAFolder: 66,
  exists: 67,
  notAFile: 68,
  wrongOffset: 69,
  intoItself: 70,
  leftOver: 71,
} as const;

/** `arg`: an argument as bytes in $v. `enter`: into a folder of the volume, or out with the reason. `stage`: into a stage. */
const PRELUDE = `
LC_ALL=C; export LC_ALL
arg() { v=$(printf '%b.' "$1"); v=\${v%.}; }
enter() {
  arg "$1"
  if ! cd -P "${MOUNT}$v" 2>/dev/null; then
    if [ -e "${MOUNT}$v" ]; then exit 66; elif [ -L "${MOUNT}$v" ]; then exit 64; else exit 65; fi
  fi
  case "$PWD/" in ${MOUNT}/*) ;; *) exit 64 ;; esac
}
stage() {
  [ -L "${MOUNT}/${STAGE_NAME}$1" ] && exit 64
  cd -P "${MOUNT}/${STAGE_NAME}$1" 2>/dev/null || exit 65
}
`;

/** One record of `stat`: no name holds `//`, so that line ends in names do no harm. */
const RECORD = "'//%s/%Y/%f/%u/%g/%n'";

const NOT_STAGED = `! -name '${STAGE_NAME}*'`;

/** From paths `/a/b` to `./a/b`, those only that are there and whose folder is inside the volume. */
const FILTER = `'l=.; for f; do
  d=\${f%/*}
  if [ "$d" != "$l" ]; then l=$d; ok=; if cd -P "${MOUNT}$d" 2>/dev/null; then case "$PWD/" in ${MOUNT}/*) ok=1 ;; esac; fi; fi
  if [ "$ok" ] && { [ -e "${MOUNT}$f" ] || [ -L "${MOUNT}$f" ]; }; then printf "%s\\0" ".$f"; fi
done'`;

const FILTERED = `xargs -0 -r sh -c ${FILTER} sh | (cd ${MOUNT} && `;

/** Files (not folders), folders, bytes of files. The type is the first digit of the mode. */
const SUM = `awk '{ t = substr($1, 1, 1); if (t == "4") d++; else { n++; if (t == "8") s += $2 } } END { printf "%.0f %.0f %.0f\\n", n, d, s }'`;

/** The resolved folder, a NUL, its own record, then one record for each entry. */
export const READ_FOLDER = `${PRELUDE}
enter "$1"
printf '%s\\0' "\${PWD#${MOUNT}}"
stat -c ${RECORD} . || exit 1
find . -mindepth 1 -maxdepth 1 ${NOT_STAGED} -print0 | xargs -0 -r stat -c ${RECORD} 2>/dev/null
exit 0`;

/** Folder, name → resolved folder, attributes, and of a link its target, where it leads to and what is there; NULs between. */
export const STAT = `${PRELUDE}
enter "$1"; arg "$2"; n=./$v
[ -e "$n" ] || [ -L "$n" ] || exit 65
printf '%s\\0' "\${PWD#${MOUNT}}"
stat -c '%s/%Y/%f/%u/%g/%i/%y/%z' "$n" || exit 65
if [ -L "$n" ]; then
  t=$(readlink "$n"; printf .); r=$(readlink -f "$n"; printf .)
  printf '\\0%s\\0' "\${t%?.}"; r=\${r%?.}
  case "$r/" in ${MOUNT}/*) if [ -e "$r" ]; then printf '%s\\0' "\${r#${MOUNT}}"; stat -c %f "$r"; fi ;; esac
fi
exit 0`;

export const STAT_MANY = `${PRELUDE}
${FILTERED} xargs -0 -r stat -c ${RECORD} 2>/dev/null)
exit 0`;

/** Counts and bytes of everything, the same of unfinished uploads, and the KiB that are free. */
export const MEASURE = `${PRELUDE}
cd ${MOUNT} || exit 1
find . -mindepth 1 -xdev ! -path './${STAGE_NAME}*' -print0 | xargs -0 -r stat -c '%f %s' 2>/dev/null | ${SUM}
find . -mindepth 1 -xdev -path './${STAGE_NAME}*' -print0 | xargs -0 -r stat -c '%f %s' 2>/dev/null | ${SUM}
df -Pk . | awk 'NR == 2 { print $4 }'`;

export const COUNT = `${PRELUDE}
${FILTERED} xargs -0 -r sh -c 'find "$@" -print0' sh | xargs -0 -r stat -c '%f %s' 2>/dev/null | ${SUM})`;

export const COUNT_STAGE = `${PRELUDE}
stage "$1"
find . -mindepth 1 -print0 | xargs -0 -r stat -c '%f %s' 2>/dev/null | ${SUM}`;

export const LARGEST = `${PRELUDE}
cd ${MOUNT} || exit 1
find . -mindepth 1 -maxdepth 1 ${NOT_STAGED} -print0 | xargs -0 -r du -sk 2>/dev/null
exit 0`;

/** Process id, then `//bytes/name` for each folder directly in the folder that holds files, however deep. */
export const FOLDER_SIZES = `${PRELUDE}
enter "$1"
printf '%s\\n' "$$"
find . -mindepth 2 -xdev ! -path './${STAGE_NAME}*' -type f -print0 2>/dev/null | xargs -0 -r stat -c '//%s/%n' 2>/dev/null |
  awk -v RS=// '{ i = index($0, "/"); p = substr($0, i + 3); j = index(p, "/"); if (j) t[substr(p, 1, j - 1)] += substr($0, 1, i - 1) } END { for (d in t) printf "//%.0f/%s", t[d], d }'
exit 0`;

/** The resolved folder, then every path below it; NULs behind each. */
export const FIND_NAMES = `${PRELUDE}
enter "$1"
printf '%s\\0' "\${PWD#${MOUNT}}"
find . -mindepth 1 ${NOT_STAGED} ! -path './${STAGE_NAME}*' -print0 2>/dev/null
exit 0`;

/** Docker gives the root of an empty volume to root alone. */
export const OPEN_TO_ALL = `${PRELUDE}
cd ${MOUNT} || exit 1
if [ -z "$(find . -mindepth 1 -maxdepth 1 -print | head -n 1)" ]; then chmod 0777 .; fi`;

/** Folder that exists, path below it whose first name is new. */
export const MAKE_FOLDER = `${PRELUDE}
enter "$1"; arg "$2"
first=./\${v%%/*}
if [ -e "$first" ] || [ -L "$first" ]; then exit 67; fi
owner=$(stat -c %u:%g .)
mkdir -p "./$v" && chown -R "$owner" "$first"`;

/** Folder and name of now, folder and name of then, \`replace\` or nothing. */
export const RENAME = `${PRELUDE}
enter "$1"; from=$PWD; arg "$2"; from=$from/$v
[ -e "$from" ] || [ -L "$from" ] || exit 65
enter "$3"; to=$PWD; arg "$4"; to=$to/$v
[ "$from" = "$to" ] && exit 0
case "$to/" in "$from"/*) exit 70 ;; esac
if [ -e "$to" ] || [ -L "$to" ]; then
  [ "$5" = replace ] || exit 67
  if [ -d "$to" ] && [ ! -L "$to" ]; then exit 67; fi
  if [ -d "$from" ] && [ ! -L "$from" ]; then exit 67; fi
  if [ -L "$to" ]; then rm -f "$to"; fi
fi
mv -f "$from" "$to"`;

/** First the process to end for a stop, then how many have gone, again and again; a line each. Files first, then the empty folders. */
export const REMOVE = `${PRELUDE}
printf '%s\\n' "$$"
${FILTERED} xargs -0 -r sh -c '
  find "$@" ! -type d -exec sh -c "rm -f \\"\\$@\\"; echo \\$#" sh {} +
  for f; do shift; if [ -d "$f" ] && [ ! -L "$f" ]; then set -- "$@" "$f"; fi; done
  [ "$#" = 0 ] || find "$@" -depth -type d -exec sh -c "rmdir \\"\\$@\\"; echo \\$#" sh {} +' sh)`;

/** Folder, name, blocks to skip, blocks to read; of 64 KiB each. */
export const READ_BLOCKS = `${PRELUDE}
enter "$1"; arg "$2"; n=./$v
[ -e "$n" ] || [ -L "$n" ] || exit 65
if [ -L "$n" ] || [ ! -f "$n" ]; then exit 68; fi
exec dd "if=$n" bs=65536 "skip=$3" "count=$4" 2>/dev/null`;

export const READ_WHOLE = `${PRELUDE}
enter "$1"; arg "$2"; n=./$v
[ -e "$n" ] || [ -L "$n" ] || exit 65
if [ -L "$n" ] || [ ! -f "$n" ]; then exit 68; fi
exec cat "$n"`;

/** Only the owner of the helper may look into it. */
export const OPEN_STAGE = `${PRELUDE}
cd ${MOUNT} || exit 1
mkdir -m 700 "./${STAGE_NAME}$1" 2>/dev/null
stage "$1"`;

/** Stage, name, offset; the bytes on standard input. Prints the size that there is. */
export const APPEND = `${PRELUDE}
stage "$1"; arg "$2"; n=./$v
[ -L "$n" ] && exit 64
size=0; if [ -e "$n" ]; then size=$(stat -c %s "$n"); fi
if [ "$size" != "$3" ]; then printf %s "$size"; exit 69; fi
cat >> "$n"; code=$?
stat -c %s "$n"
exit $code`;

export const STAGED_SIZE = `${PRELUDE}
stage "$1"; arg "$2"; n=./$v
if [ -f "$n" ]; then stat -c %s "$n"; else echo 0; fi`;

export const STAGED_HASH = `${PRELUDE}
stage "$1"; arg "$2"
sha256sum < "./$v"`;

/** Stage, then pairs of path and new name on standard input. */
export const STAGE_COPY = `${PRELUDE}
printf '%s\\n' "$$"
stage "$1"
S=$PWD; export S
xargs -0 -r -n 1000 sh -c 'while [ $# -gt 1 ]; do
  d=\${1%/*}
  cd -P "${MOUNT}$d" && case "$PWD/" in ${MOUNT}/*) ;; *) exit 64 ;; esac
  cp -a "./\${1##*/}" "$S/$2" || exit 1
  shift 2
done' sh`;

/** Stage, name, owner:group, mode, seconds since the epoch or nothing. */
export const SET_STAGED = `${PRELUDE}
stage "$1"; arg "$2"; n=./$v
[ -f "$n" ] || : > "$n"
chown "$3" "$n" && chmod "$4" "$n" && { [ -z "$5" ] || touch -d "@$5" "$n"; }`;

export const RENAME_STAGED = `${PRELUDE}
stage "$1"
xargs -0 -r -n 1000 sh -c 'while [ $# -gt 1 ]; do mv "./$1" "./$2" || exit 1; shift 2; done' sh`;

export const REMOVE_STAGED = `${PRELUDE}
stage "$1"
xargs -0 -r rm -rf`;

/** \`stage\` and its id, or \`folder\` and its path; then the folder to put into. Leaves the source in $S, the target in $T. */
const BOTH_ENDS = `
if [ "$1" = stage ]; then stage "$2"; else enter "$2"; fi
S=$PWD; kind=$1
enter "$3"
T=$PWD; export T
cd "$S" || exit 1
names() { if [ "$kind" = stage ]; then find . -mindepth 1 -maxdepth 1 -print0; else cat; fi; }
`;

const IS_THERE = '{ [ -e "$t" ] || [ -L "$t" ]; }';
const SOURCE_IS_FOLDER = '{ [ -d "$f" ] && [ ! -L "$f" ]; }';
const TARGET_IS_FOLDER = '{ [ -d "$t" ] && [ ! -L "$t" ]; }';

/** For each thing on both sides that is not a folder on both: M (one is a folder) or S, its path, a NUL. */
const REPORT = `for f; do t=$T/$f; if ${IS_THERE}; then
  if ${SOURCE_IS_FOLDER}; then ${TARGET_IS_FOLDER} || printf "M%s\\0" "$f"
  elif ${TARGET_IS_FOLDER}; then printf "M%s\\0" "$f"; else printf "S%s\\0" "$f"; fi
fi; done`;

/** Names of what is on both sides. */
const TAKEN = `'for f; do t=$T/$f; if ${IS_THERE}; then printf "%s\\0" "$f"; fi; done'`;
const FREE = `'for f; do t=$T/$f; if ${IS_THERE}; then :; else printf "%s\\0" "$f"; fi; done'`;

export const COLLISIONS = `${PRELUDE}${BOTH_ENDS}
report='${REPORT}'; export report
names | xargs -0 -r sh -c ${TAKEN} sh | xargs -0 -r sh -c 'find "$@" -exec sh -c "$report" sh {} +' sh
exit 0`;

/** A folder that is not there yet is moved whole; else what it holds besides folders, all at once. */
const MERGE = `for f; do if [ -d "$f" ]; then t=$T/$f; if ${IS_THERE}; then
  find "$f" -mindepth 1 -maxdepth 1 ! -type d -print0 | to=$t xargs -0 -r sh -c "mv -f \\"\\$@\\" \\"\\$to/\\"" sh
else mv "$f" "$t"; fi; fi; done`;

/**
 * First what has a free name, all at once; then files that replace; then folders that meet. The names are needed three times: they
 * wait in the helper's own memory.
 */
export const PLACE = `${PRELUDE}${BOTH_ENDS}
merge='${MERGE}'; export merge
list=/tmp/$$
trap 'rm -f "$list" "$list.folders"' EXIT
names > "$list" || exit 1
xargs -0 -r sh -c ${FREE} sh < "$list" | xargs -0 -r sh -c 'mv "$@" "$T/"' sh
xargs -0 -r sh -c 'for f; do if ${SOURCE_IS_FOLDER}; then :; elif [ -e "$f" ] || [ -L "$f" ]; then printf "%s\\0" "$f"; fi; done' sh < "$list" | xargs -0 -r sh -c 'mv -f "$@" "$T/"' sh
xargs -0 -r sh -c 'for f; do if ${SOURCE_IS_FOLDER}; then printf "%s\\0" "$f"; fi; done' sh < "$list" > "$list.folders"
xargs -0 -r sh -c 'find "$@" -type d -exec sh -c "$merge" sh {} + 2>/dev/null' sh < "$list.folders"
if [ -n "$(xargs -0 -r sh -c 'for f; do [ -d "$f" ] && find "$f" ! -type d; done' sh < "$list.folders" | head -c 1)" ]; then exit 71; fi
xargs -0 -r sh -c 'for f; do [ -d "$f" ] && find "$f" -depth -type d -exec rmdir {} +; done' sh < "$list.folders" 2>/dev/null
exit 0`;

/** Stage; owner, mode and time of the root or nothing. What the stage holds of unfinished uploads came with a copy of a volume, and is nobody's here. */
export const REPLACE_ALL = `${PRELUDE}
stage "$1"
S=$PWD
rm -rf ./${STAGE_NAME}*
cd ${MOUNT} || exit 1
find . -mindepth 1 -maxdepth 1 ${NOT_STAGED} -print0 | xargs -0 -r rm -rf || exit 1
cd "$S" || exit 1
find . -mindepth 1 -maxdepth 1 -print0 | xargs -0 -r sh -c 'mv "$@" ${MOUNT}/' sh || exit 1
cd ${MOUNT} && rmdir "$S" || exit 1
[ "$2" ] || exit 0
chown "$2" . && chmod "$3" . && touch -d "@$4" .`;

export const DROP_STAGE = `${PRELUDE}
cd ${MOUNT} || exit 1
rm -rf "./${STAGE_NAME}$1"`;

export const LIST_STAGES = `${PRELUDE}
cd ${MOUNT} || exit 1
for d in ./${STAGE_NAME}*; do if [ -d "$d" ] && [ ! -L "$d" ]; then stat -c '%Y %n' "$d"; fi; done
exit 0`;

/** Ends a script, by the process that it named, with all that it has started: each is a process group of its own. */
export const STOP = `kill -TERM -- "-$1"`;

/** What a helper does while nobody asks for anything: it ends by itself, also when nobody ends it. */
export const WAIT = `trap 'exit 0' TERM INT; sleep ${12 * 3600} & wait $!`;

/** Whether an image has what the scripts need. */
export const PROBE = `for tool in find xargs stat awk readlink mv rm cp cat mkdir chown chmod touch du df dd head sha256sum; do command -v "$tool" >/dev/null || { echo "$tool"; exit 1; }; done
cd / && find . -maxdepth 0 -print0 | xargs -0 -r stat -c '%s/%Y/%f/%u/%g/%i/%n' >/dev/null || { echo "find -print0, xargs -0 or stat -c"; exit 1; }`;
