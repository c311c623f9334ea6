import { dotnet } from './dotnet.ts';
import { elixir } from './elixir.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { javascript } from './javascript.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import type { StackSyntax } from './stack.ts';

/** Asked in this order: what is written alike (`at …`) is told apart by the stricter one first. */
export const languages: readonly StackSyntax[] = [python, rust, go, php, elixir, java, javascript, dotnet, ruby];
