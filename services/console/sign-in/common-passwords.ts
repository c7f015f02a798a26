// The commonest passwords of at least the least length, and the words that common ones are built of. Data only; what is refused
// is decided in password-policy.ts.

/** Words of which common passwords are made, in small letters. */
export const commonWords: readonly string[] = [
  'password passwort contraseña contrasena motdepasse passw0rd p@ssword p@ssw0rd pass parola wachtwoord senha haslo',
  'admin administrator root user guest test testing login welcome willkommen bienvenue bienvenido hello hallo hola bonjour',
  'letmein changeme changeit change secret geheim default temp temporary master access company office support service',
  'qwerty qwertz azerty qwertyuiop qwertzuiop azertyuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm yxcvbnm qazwsx qazwsxedc 1q2w3e 1qaz2wsx 1q2w3e4r 1q2w3e4r5t zaq12wsx q1w2e3r4',
  'iloveyou ichliebedich teamo jetaime love liebe amor amour dragon monkey football fussball baseball basketball soccer hockey',
  'superman batman pokemon starwars sunshine princess shadow michael jordan jennifer daniel thomas ashley jessica charlie',
  'summer winter spring autumn fall sommer herbst verano invierno hiver january february march april may june july august september october november december',
  'monday tuesday wednesday thursday friday saturday sunday trustno1 whatever computer internet samsung google facebook',
  'redress complaint complaints customer customercare care abc abcd abcde abcdef abcdefg abcdefgh abc123 a1b2c3 aa bb xx',
].flatMap((line) => line.split(' '));

/** Whole passwords of twelve characters and more that are in every list of the commonest. */
export const commonPasswords: readonly string[] = [
  'correcthorsebatterystaple thisisapassword thisismypassword iamtheadmin nopassword iforgotmypassword',
  'unbelievable chocolate123 liverpoolfc1 manchesterunited arsenal12345 barcelona123 juventus1897 realmadrid123',
  'administrator1 letmeinplease opensesame123 sesameopensesame mypassword123 yourpassword ilovemyfamily ilovemymother',
  'metallica123 ironmaiden666 jesuschrist1 godisgood123 blessed12345 mercedes-benz lamborghini1 ferrari12345',
].flatMap((line) => line.split(' '));
