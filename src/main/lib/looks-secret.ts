const words =
  /PASS(WORD|WD|PHRASE)?|SECRET|TOKEN|PRIVATE|CREDENTIAL|API_?KEY|ACCESS_?KEY|AUTH_?KEY|SIGNING|ENCRYPTION|SALT|DSN/i;
/** Connection strings carry a password more often than not. */
const connections = /(DATABASE|DB|REDIS|MONGO(DB)?|POSTGRES|MYSQL|AMQP|RABBITMQ|SMTP)_?(URL|URI)$/i;
const plain = /^(NEXT_)?PUBLIC_|^VITE_|PUBLIC_KEY|PASS_?THROUGH|TOKEN(S|_LIMIT|_TTL|_EXPIRY)$/i;

/** Whether a variable of this name usually holds a secret: a proposal for a person, never a decision. */
export function looksSecret(key: string): boolean {
  return !plain.test(key) && (words.test(key) || connections.test(key));
}
