import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.security.cert.X509Extension;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * Reads documents with what every JDK has and says what they hold.
 *
 * <p>Standard input: a document a line, {@code KIND<TAB>ID<TAB>DER<TAB>MORE<TAB>KEY}, bytes in base64. MORE is the
 * certificate of the authority, or the password; KEY the public half of a private key. Standard output: a JSON object a
 * line, {@code {"id": …, "read": …}}, or {@code {"id": …, "error": …}}.
 */
public class Read {
  private static final CertificateFactory FACTORY = factory();

  /** Attribute types without a keyword in RFC 2253: with one they are given as text, without as DER. */
  private static final String[] ATTRIBUTES = {
    "0.9.2342.19200300.100.1.1", "0.9.2342.19200300.100.1.25", "1.2.3.4.5", "1.2.643.100.1", "1.2.643.100.3",
    "1.2.643.3.131.1.1", "1.2.840.113549.1.9.1", "1.2.840.113549.1.9.2", "1.3.6.1.4.1.311.60.2.1.1",
    "1.3.6.1.4.1.311.60.2.1.2", "1.3.6.1.4.1.311.60.2.1.3", "2.5.4.3", "2.5.4.4", "2.5.4.5", "2.5.4.6", "2.5.4.7",
    "2.5.4.8", "2.5.4.9", "2.5.4.10", "2.5.4.11", "2.5.4.12", "2.5.4.15", "2.5.4.16", "2.5.4.17", "2.5.4.42",
    "2.5.4.43", "2.5.4.44", "2.5.4.46", "2.5.4.65", "2.5.4.97",
  };

  private static final String[] KEY_USAGES = {
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
  };

  private static final String[] NAME_TYPES = {
    "otherName", "email", "DNS", "x400Address", "dirName", "ediPartyName", "URI", "IP", "RID",
  };

  public static void main(String[] arguments) throws Exception {
    say("", "read", System.getProperty("java.version"));
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split("\t", -1);
      try {
        Object read = read(parts[0], decode(parts[2]), decode(parts[3]), decode(parts[4]));
        if (read != null) say(parts[1], "read", read);
      } catch (Exception error) { // what one document does to the library is part of the report
        say(parts[1], "error", error.toString());
      }
    }
  }

  private static Object read(String kind, byte[] der, byte[] more, byte[] key) throws Exception {
    switch (kind) {
      case "certificate":
        return certificate(der, more);
      case "list":
        return list(der, more);
      case "bundle":
        return bundle(der);
      case "key":
        return key(der, more, key);
      case "store":
        return store(der, new String(more, StandardCharsets.UTF_8).toCharArray(), key);
      default: // of requests and OCSP messages the JDK has no public reader
        return null;
    }
  }

  private static Object certificate(byte[] der, byte[] authority) throws Exception {
    X509Certificate each = parse(der);
    Map<String, Object> read = new LinkedHashMap<>();
    each.verify(parse(authority).getPublicKey());
    read.put("verified", true);
    read.put("serial", hex(each.getSerialNumber()));
    read.put("issuer", name(each.getIssuerX500Principal()));
    read.put("subject", name(each.getSubjectX500Principal()));
    read.put("not_before", moment(each.getNotBefore()));
    read.put("not_after", moment(each.getNotAfter()));
    read.put("public_key", encode(each.getPublicKey().getEncoded()));
    read.put("signature_algorithm", each.getSigAlgOID());
    read.put("extensions", extensions(each));
    read.put("key_usage", keyUsage(each.getKeyUsage()));
    read.put("extended_key_usage", each.getExtendedKeyUsage());
    read.put("path_length", each.getBasicConstraints());
    read.put("subject_alternative_name", generalNames(each.getSubjectAlternativeNames()));
    read.put("issuer_alternative_name", generalNames(each.getIssuerAlternativeNames()));
    return read;
  }

  private static Object list(byte[] der, byte[] authority) throws Exception {
    X509CRL each = (X509CRL) FACTORY.generateCRL(new ByteArrayInputStream(der));
    each.verify(parse(authority).getPublicKey());
    Map<String, Object> read = new LinkedHashMap<>();
    read.put("verified", true);
    read.put("issuer", name(each.getIssuerX500Principal()));
    read.put("this_update", moment(each.getThisUpdate()));
    read.put("next_update", moment(each.getNextUpdate()));
    read.put("signature_algorithm", each.getSigAlgOID());
    read.put("extensions", extensions(each));
    List<X509CRLEntry> entries = new ArrayList<>();
    if (each.getRevokedCertificates() != null) entries.addAll(each.getRevokedCertificates());
    entries.sort((one, other) -> one.getSerialNumber().compareTo(other.getSerialNumber()));
    List<Object> shown = new ArrayList<>();
    for (X509CRLEntry entry : entries) shown.add(entry(entry));
    read.put("entries", shown);
    return read;
  }

  private static Object entry(X509CRLEntry each) {
    Map<String, Object> read = new LinkedHashMap<>();
    read.put("serial", hex(each.getSerialNumber()));
    read.put("revoked", moment(each.getRevocationDate()));
    read.put("reason", each.getRevocationReason() == null ? null : each.getRevocationReason().name().toLowerCase());
    read.put("extensions", extensions(each));
    return read;
  }

  private static Object bundle(byte[] der) throws Exception {
    List<Object> certificates = new ArrayList<>();
    for (Certificate each : FACTORY.generateCertificates(new ByteArrayInputStream(der)))
      certificates.add(encode(each.getEncoded()));
    return Map.of("certificates", certificates);
  }

  private static Object key(byte[] der, byte[] password, byte[] publicKey) throws Exception {
    byte[] plain = password.length == 0 ? der : decrypt(der, new String(password, StandardCharsets.UTF_8));
    return Map.of("public_key", matching(privateKey(plain), publicKey));
  }

  private static byte[] decrypt(byte[] der, String password) throws Exception {
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
    String scheme = "PBEWithHmacSHA256AndAES_256"; // not every release finds it by the parameters
    Key secret = SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password.toCharArray()));
    Cipher cipher = Cipher.getInstance(scheme);
    cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
    return info.getKeySpec(cipher).getEncoded();
  }

  private static Object store(byte[] der, char[] password, byte[] publicKey) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(der), password);
    String alias = store.aliases().nextElement();
    List<Object> certificates = new ArrayList<>();
    for (Certificate each : store.getCertificateChain(alias)) certificates.add(encode(each.getEncoded()));
    Map<String, Object> read = new LinkedHashMap<>();
    read.put("public_key", matching((PrivateKey) store.getKey(alias, password), publicKey));
    read.put("certificates", certificates);
    read.put("friendly_name", alias);
    return read;
  }

  private static PrivateKey privateKey(byte[] der) throws Exception {
    for (String algorithm : new String[] {"RSA", "RSASSA-PSS", "EC", "EdDSA", "ML-DSA"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException | NoSuchAlgorithmException notThisOne) {
        continue;
      }
    }
    throw new InvalidKeySpecException("a key of no known algorithm");
  }

  /** The public key, once it has verified what the private one signed. */
  private static String matching(PrivateKey key, byte[] der) throws Exception {
    PublicKey other = KeyFactory.getInstance(key.getAlgorithm()).generatePublic(new X509EncodedKeySpec(der));
    Signature signature = Signature.getInstance(signatureFor(key.getAlgorithm()));
    if (key.getAlgorithm().equals("RSASSA-PSS"))
      signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    signature.initSign(key);
    signature.update(der);
    byte[] made = signature.sign();
    signature.initVerify(other);
    signature.update(der);
    return signature.verify(made) ? encode(der) : "another one";
  }

  private static String signatureFor(String algorithm) {
    if (algorithm.equals("RSA")) return "SHA256withRSA";
    return algorithm.equals("EC") ? "SHA256withECDSA" : algorithm;
  }

  /** Every extension by its identifier, in the order of those: the JDK does not keep that of the document. */
  private static Object extensions(X509Extension holder) {
    Set<String> critical = orEmpty(holder.getCriticalExtensionOIDs());
    TreeSet<String> all = new TreeSet<>(critical);
    all.addAll(orEmpty(holder.getNonCriticalExtensionOIDs()));
    List<Object> list = new ArrayList<>();
    for (String oid : all) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("oid", oid);
      one.put("critical", critical.contains(oid));
      one.put("value", encode(holder.getExtensionValue(oid)));
      list.add(one);
    }
    return list;
  }

  private static Object keyUsage(boolean[] bits) {
    if (bits == null) return null;
    TreeSet<String> names = new TreeSet<>();
    for (int at = 0; at < bits.length; at++) if (bits[at]) names.add(KEY_USAGES[at]);
    return names;
  }

  private static Object generalNames(Collection<List<?>> names) {
    if (names == null) return null;
    List<Object> list = new ArrayList<>();
    for (List<?> name : names) {
      Object value = name.get(1);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("type", NAME_TYPES[(Integer) name.get(0)]);
      one.put("value", value instanceof byte[] ? null : value); // of DER some releases write the tag twice
      list.add(one);
    }
    return list;
  }

  private static Object name(X500Principal principal) throws Exception {
    Map<String, String> keywords = new HashMap<>();
    for (String oid : ATTRIBUTES) keywords.put(oid, "T" + oid.replace('.', 'x'));
    List<Object> list = new ArrayList<>();
    for (Rdn each : new LdapName(principal.getName(X500Principal.RFC2253, keywords)).getRdns()) {
      String oid = each.getType().substring(1).replace('x', '.');
      list.add(Map.of("oid", oid, "value", each.getValue()));
    }
    return list;
  }

  private static X509Certificate parse(byte[] der) throws Exception {
    return (X509Certificate) FACTORY.generateCertificate(new ByteArrayInputStream(der));
  }

  private static CertificateFactory factory() {
    try {
      return CertificateFactory.getInstance("X.509");
    } catch (Exception error) {
      throw new IllegalStateException(error);
    }
  }

  private static Set<String> orEmpty(Set<String> set) {
    return set == null ? Collections.emptySet() : set;
  }

  private static String moment(Date date) {
    return date.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String hex(BigInteger number) {
    return number.toString(16).toUpperCase();
  }

  private static String encode(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  private static byte[] decode(String text) {
    return Base64.getDecoder().decode(text);
  }

  private static void say(String id, String key, Object value) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", id);
    answer.put(key, value);
    byte[] line = (json(answer) + "\n").getBytes(StandardCharsets.UTF_8);
    System.out.write(line, 0, line.length);
    System.out.flush();
  }

  private static String json(Object value) {
    if (value == null || value instanceof Boolean || value instanceof Integer) return String.valueOf(value);
    if (value instanceof Collection) return "[" + joined((Collection<?>) value) + "]";
    if (value instanceof Map) {
      List<String> fields = new ArrayList<>();
      for (Map.Entry<?, ?> each : ((Map<?, ?>) value).entrySet())
        fields.add(json(each.getKey()) + ":" + json(each.getValue()));
      return "{" + String.join(",", fields) + "}";
    }
    return quoted(String.valueOf(value));
  }

  private static String joined(Collection<?> values) {
    List<String> list = new ArrayList<>();
    for (Object each : values) list.add(json(each));
    return String.join(",", list);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char each : text.toCharArray()) {
      if (each == '"' || each == '\\') quoted.append('\\').append(each);
      else if (each < ' ') quoted.append(String.format("\\u%04x", (int) each));
      else quoted.append(each);
    }
    return quoted.append('"').toString();
  }
}
