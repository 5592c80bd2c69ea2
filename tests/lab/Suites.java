/* Java's own table of suites: code, name, key exchange, versions. Needs --add-opens java.base/sun.security.ssl=ALL-UNNAMED */
import java.lang.reflect.Field;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;

public class Suites {
    private static Object field(Object of, String name) throws Exception {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    public static void main(String[] words) throws Exception {
        for (String property : new String[] {"jdk.tls.disabledAlgorithms", "jdk.tls.legacyAlgorithms"})
            Security.setProperty(property, "");
        List<String> supported = Arrays.asList(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        for (Object suite : Class.forName("sun.security.ssl.CipherSuite").getEnumConstants()) {
            String name = (String) field(suite, "name");
            if (!supported.contains(name) || name.endsWith("_SCSV"))
                continue;
            StringBuilder line = new StringBuilder(String.format("%04X %s %s", (int) field(suite, "id"), name, field(suite, "keyExchange")));
            for (Object version : (List<?>) field(suite, "supportedProtocols"))
                line.append(" ").append(((Enum<?>) version).name());
            System.out.println(line);
        }
    }
}
