/** How a state is shown: its colour and its mark. Never the only bearer of the meaning, a word stands beside it. */
export type Tone = 'ok' | 'busy' | 'wait' | 'warn' | 'bad' | 'idle';
