// Elixir and Erlang: `** (RuntimeError) no basket`, then `    (shop 0.1.0) lib/shop.ex:12: Shop.total/1`.
import { type ErrorHead, frameList, type StackReader, type StackSyntax } from './stack.ts';

const begin = /\*\* \((?:EXIT from #PID<[\d.]+>\) .*?\*\* \()?([A-Z][\w.]*)\) (.*)$/;
const frame = /^\s+(?:\(([\w]+)(?: [\w.+-]+)?\) )?(\S+\.(?:ex|exs|erl)):\d+: (.+)$/;
const part = /^\s+\([\w]+(?: [\w.+-]+)?\) |^(?:Last message|State|Client|Initial Call|Ancestors|Function|Start Call)\b/;
const libraries =
  /^(?:stdlib|elixir|kernel|phoenix\w*|plug\w*|ecto\w*|db_connection|cowboy|bandit|thousand_island|mix|iex|logger)$/;

export const elixir: StackSyntax = {
  language: 'elixir',
  begin(text) {
    const match = begin.exec(text);
    return match === null ? null : createReader({ type: match[1] ?? '', message: match[2] ?? '' });
  },
};

function createReader(head: ErrorHead): StackReader {
  const { frames, add } = frameList();
  return {
    take(text) {
      const match = frame.exec(text);
      if (match !== null) {
        const [, application = '', where = '', what = ''] = match;
        add({ what, where, isOwn: !libraries.test(application) });
      }
      return match !== null || part.test(text);
    },
    content: () => ({ head, frames }),
  };
}
