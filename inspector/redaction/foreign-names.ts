/** Words for passwords, tokens and keys that are also common ones. */
export const FOREIGN_VAGUE =
  'clave senha segreto geheim jeton clé ключ parola parole parol schlüssel chiave chave sandi'.split(' ');
/** Words that say it wherever in a name they stand; `_` where some write a space. */
export const FOREIGN =
  'contraseñ contrasenya contrasinal пароль парола гасло токен лозинка 密码 密碼 口令 令牌 密钥 密鑰 金鑰 パスワード トークン 暗証番号 비밀번호 암호키 토큰 mot_de_passe palavra_passe geheimni kennwort schluessel apischlüssel heslo geslo hasło lösenord wachtwoord wagwoord salasana salasõna parool şifre şifrə slaptažod kata_sandi kata_laluan neno_siri nywila pasahitz lykilorð aðgangsorð passord adgangskode kodeord jelszó lozink zaporka fjalëkalim cyfrinair pasfhocal pasvorto κωδικός mật_khẩu كلمة_المرور كلمة_السر رمز_عبور گذرواژه پاس_ورڈ סיסמ ססמ पासवर्ड পাসওয়ার্ড கடவுச்சொல் పాస్వర్డ్ รหัสผ่าน ລະຫັດຜ່ານ ពាក្យសម្ងាត់ စကားဝှက် գաղտնաբառ პაროლი құпия_сөз нууц_үг'.split(
    ' ',
  );
