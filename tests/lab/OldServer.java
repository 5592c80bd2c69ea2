/* A TLS server that speaks what current libraries no longer do. OldServer ADDRESS PORT KEYSTORE[,...] PROTOCOLS SUITES|all [client] */
import java.io.FileInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

public class OldServer {
    public static void main(String[] words) throws Exception {
        for (String property : new String[] {"jdk.tls.disabledAlgorithms", "jdk.certpath.disabledAlgorithms",
                                             "jdk.tls.legacyAlgorithms"})
            Security.setProperty(property, "");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (String path : words[2].split(",")) {
            KeyStore one = KeyStore.getInstance("PKCS12");
            try (FileInputStream file = new FileInputStream(path)) {
                one.load(file, "lab".toCharArray());
            }
            String alias = one.aliases().nextElement();
            store.setKeyEntry(path, one.getKey(alias, "lab".toCharArray()), "lab".toCharArray(), one.getCertificateChain(alias));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, "lab".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(
            Integer.parseInt(words[1]), 100, InetAddress.getByName(words[0]));
        server.setEnabledProtocols(words[3].split(","));
        server.setEnabledCipherSuites(words[4].equals("all") ? server.getSupportedCipherSuites() : words[4].split(","));
        SSLParameters parameters = server.getSSLParameters();
        parameters.setUseCipherSuitesOrder(words.length < 6 || !words[5].equals("client"));
        server.setSSLParameters(parameters);
        while (true) {
            SSLSocket client = (SSLSocket) server.accept();
            Thread thread = new Thread(() -> {
                try (client) {
                    client.setSoTimeout(5000);
                    client.getInputStream().read();
                    client.getOutputStream().write("HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes());
                } catch (Exception end) {
                    return; // the client is gone, or was never there
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }
}
