import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Asks for the status of certificates by OCSP alone, with the PKIX provider of the JDK.
 *
 * <p>Standard input: a certificate a line, {@code ID<TAB>CERTIFICATE<TAB>ISSUER<TAB>URL}, documents in base64. Standard
 * output: a line each, {@code ID<TAB>good} or {@code ID<TAB>WORDS}.
 */
public class Ask {
  public static void main(String[] arguments) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split("\t", -1);
      System.out.println(parts[0] + "\t" + status(parts));
    }
  }

  private static String status(String[] parts) {
    try {
      ask(certificate(parts[1]), certificate(parts[2]), new URI(parts[3]));
      return "good";
    } catch (Exception error) {
      StringBuilder words = new StringBuilder();
      for (Throwable each = error; each != null; each = each.getCause()) words.append(each).append("; ");
      return words.toString().replaceAll("\\s+", " ");
    }
  }

  private static void ask(X509Certificate leaf, X509Certificate issuer, URI url) throws Exception {
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOcspResponder(url);
    checker.setOptions(EnumSet.of(
        PKIXRevocationChecker.Option.ONLY_END_ENTITY, PKIXRevocationChecker.Option.NO_FALLBACK));
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
    parameters.addCertPathChecker(checker);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    validator.validate(factory.generateCertPath(List.of(leaf)), parameters);
  }

  private static X509Certificate certificate(String text) throws Exception {
    byte[] der = Base64.getDecoder().decode(text);
    return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
