/* One HTTPS request of Java's own TLS, at exactly one version, to an address whose certificate nobody vouches for. */
import java.io.OutputStream;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.*;

public class Call {
	public static void main(String[] words) throws Exception {
		Security.setProperty("jdk.tls.disabledAlgorithms", "");
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] {new X509TrustManager() {
			public void checkClientTrusted(X509Certificate[] chain, String kind) {}
			public void checkServerTrusted(X509Certificate[] chain, String kind) {}
			public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
		}}, new SecureRandom());
		for (int i = 2; i < words.length; i += 2) {
			SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(words[0], Integer.parseInt(words[1]));
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setServerNames(List.of(new SNIHostName("canary.contoso.com")));
			socket.setSSLParameters(parameters);
			socket.setEnabledProtocols(words[i].split(","));
			OutputStream out = socket.getOutputStream();
			out.write(("GET " + words[i + 1] + " HTTP/1.0\r\n\r\n").getBytes());
			socket.getInputStream().readAllBytes();
			socket.close();
		}
	}
}
