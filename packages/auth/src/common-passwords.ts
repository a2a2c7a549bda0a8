/** The commonest passwords of at least twelve characters in published leaks, in lower case; shorter ones are refused by length. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 0123456789012 012345678901 098765432109 111111111111
  123123123123 123456123456 1234512345 qwertyuiopas qwertyuiop123 qwertyuiop12 qwertyuiopasdf qwertyuiop[] qwertyuiopasdfghjkl
  1qaz2wsx3edc 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i zaq12wsxcde3 zxcvbnmasdfg asdfghjklqwe asdfghjkl123 qazwsxedcrfv
  qazwsxedcrfvtgb qwerty123456 qwerty1234567 qwerty12345678 qwerty123456789 123456qwerty 123456789qwe 123456789abc abc123456789
  abcdefghijkl abcdefghijklm abcd12345678 abcdefg12345 password1234 password12345 password123456 password1234567 password12345678
  passwordpassword passw0rd1234 p@ssw0rd1234 p@ssword1234 password!234 passwort1234 passwort12345 motdepasse123 contraseña123
  contrasena123 iloveyou1234 iloveyouforever iloveyousomuch iloveyou12345 loveyou12345 letmein12345 letmeinplease welcome12345
  welcome123456 welcome1234! changeme1234 changemeplease changeme12345 administrator administrator1 administrator123 admin1234567
  admin12345678 admin123456789 adminadmin123 adminadminadmin root12345678 rootrootroot superman1234 batman123456 dragon123456
  football1234 football12345 baseball1234 basketball12 basketball123 monkey123456 sunshine1234 princess1234 princess12345
  michael12345 jennifer1234 charlie12345 liverpool123 liverpool1234 manchester12 manchesterunited chelsea12345 arsenal12345
  starwars1234 pokemon12345 computer1234 computer12345 internet1234 samsung12345 facebook1234 facebook12345 google123456
  master123456 shadow123456 secret123456 trustno12345 whatever1234 correcthorsebatterystaple thisisapassword mypassword123
  mypassword1234 notapassword testtesttest test12345678 test123456789 testing12345 default12345 temp12345678 guest1234567
  summer202420 winter202420 qwertzuiop123 qwertzuiopas azertyuiop12 azertyuiop123 azertyuiopqs gatehouse123 gatehouse1234
  gatehousegatehouse developer123 developer1234`
    .split(/\s+/)
    .filter(Boolean),
)
