import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Validates and builds chains with the PKIX provider of the JDK, revocation by CRL included.
 *
 * <p>Standard input: a chain a line, {@code ID<TAB>ROOT<TAB>LEAF<TAB>HOST<TAB>INTERMEDIATES<TAB>LISTS}, documents in
 * base64 with commas between them. Standard output: a line each, {@code ID<TAB>accepted} or {@code ID<TAB>WORDS}.
 */
public class Verify {
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final int DNS_NAME = 2;

  public static void main(String[] arguments) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split("\t", -1);
      System.out.println(parts[0] + "\t" + verdict(parts));
    }
  }

  private static String verdict(String[] parts) {
    try {
      verify(parts);
      return "accepted";
    } catch (Exception error) {
      StringBuilder words = new StringBuilder();
      for (Throwable each = error; each != null; each = each.getCause()) words.append(each).append("; ");
      return words.toString().replaceAll("\\s+", " ");
    }
  }

  /** Along the path given, since that tells what is wrong; then along one it finds itself, which looks at more. */
  private static void verify(String[] parts) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate root = certificate(factory, parts[1]);
    List<X509Certificate> path = new ArrayList<>();
    path.add(certificate(factory, parts[2]));
    for (String each : list(parts[4])) path.add(certificate(factory, each));
    List<Object> documents = new ArrayList<>(path);
    for (String each : list(parts[5])) documents.add(factory.generateCRL(stream(each)));
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(path.get(0));
    target.setExtendedKeyUsage(Set.of(SERVER));
    target.addSubjectAlternativeName(DNS_NAME, parts[3]);
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(root, null)), target);
    parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(documents)));
    CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), parameters);
    CertPathBuilder.getInstance("PKIX").build(parameters);
  }

  private static X509Certificate certificate(CertificateFactory factory, String text) throws Exception {
    return (X509Certificate) factory.generateCertificate(stream(text));
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(Base64.getDecoder().decode(text));
  }

  private static String[] list(String text) {
    return text.isEmpty() ? new String[0] : text.split(",");
  }
}
