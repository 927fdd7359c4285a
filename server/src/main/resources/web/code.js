// A request as a program that sends it again: curl, Java, Python. Pictures are read from files of their names.

const JSON_TYPE = 'application/json';
const KEY = 'QWENVL_API_KEY';

/** The request with the name of a file in the place of each picture; these names. */
function withFiles(body) {
  const files = [];
  const text = JSON.stringify(body, (name, value) => {
    if (name !== 'url' || typeof value !== 'string' || !value.startsWith('data:')) return value;
    const type = value.slice(5, value.indexOf(';'));
    files.push({ name: `picture${files.length + 1}.${type.split('/')[1]}`, type });
    return mark(files.at(-1));
  }, 2);
  return { text, files };
}

const mark = ({ name, type }) => `data:${type};base64,@${name}@`;

export function curl(body, origin, hasKey) {
  const { text, files } = withFiles(body);
  const shell = files.reduce((all, { name }) => all.replaceAll(`@${name}@`, `$(base64 < ${name} | tr -d '\\n')`), text.replace(/[\\$`]/g, '\\$&'));
  const key = hasKey ? `  -H "Authorization: Bearer $${KEY}" \\\n` : '';
  return `curl -N ${origin}/v1/chat/completions \\\n  -H 'Content-Type: ${JSON_TYPE}' \\\n${key}  -d @- <<END\n${shell}\nEND\n`;
}

export function java(body, origin, hasKey) {
  const { text, files } = withFiles({ ...body, stream: false, stream_options: undefined });
  const block = text.replace(/\\/g, '\\\\').replace(/"""/g, '\\"""').replace(/^/gm, '                ');
  const replaced = files.map(({ name }) => `\n                .replace("@${name}@", base64("${name}"))`).join('');
  const key = hasKey ? `\n                .header("Authorization", "Bearer " + System.getenv("${KEY}"))` : '';
  const reader = files.length ? `

    private static String base64(String file) throws Exception {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file)));
    }` : '';
  return `import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
${files.length ? 'import java.nio.file.Files;\nimport java.nio.file.Path;\nimport java.util.Base64;\n' : ''}
public class Ask {
    public static void main(String[] args) throws Exception {
        String body = """
${block}"""${replaced};
        HttpRequest request = HttpRequest.newBuilder(URI.create("${origin}/v1/chat/completions"))
                .header("Content-Type", "${JSON_TYPE}")${key}
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        System.out.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
    }${reader}
}
`;
}

const OPENAI = ['model', 'messages', 'temperature', 'top_p', 'max_tokens', 'seed', 'response_format'];

/** For the package openai; fields that it does not know go into its extra_body. */
export function python(body, origin, hasKey) {
  const { text, files } = withFiles({ ...body, stream: undefined, stream_options: undefined });
  const asked = JSON.parse(text);
  const known = Object.entries(asked).filter(([name]) => OPENAI.includes(name));
  const extra = Object.fromEntries(Object.entries(asked).filter(([name]) => !OPENAI.includes(name)));
  const fields = known.map(([name, value]) => `    ${name}=${literal(value, '    ')},\n`).join('');
  const more = Object.keys(extra).length ? `    extra_body=${literal(extra, '    ')},\n` : '';
  const pictures = files.reduce((all, file) => all.replaceAll(JSON.stringify(mark(file)), `picture("${file.name}", "${file.type}")`), fields);
  const reader = files.length ? `

def picture(file, type):
    with open(file, "rb") as content:
        return f"data:{type};base64," + base64.b64encode(content.read()).decode()

` : '';
  const imports = [files.length ? 'import base64\n' : '', hasKey ? 'import os\n' : ''].join('');
  return `${imports}${imports ? '\n' : ''}from openai import OpenAI
${reader}
client = OpenAI(base_url="${origin}/v1", api_key=${hasKey ? `os.environ["${KEY}"]` : '"none"'})
answer = client.chat.completions.create(
${pictures}${more})
print(answer.choices[0].message.content)
`;
}

/** A value as Python writes it. */
function literal(value, indent) {
  const inner = `${indent}    `;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const parts = Array.isArray(value) ? value.map(each => literal(each, inner))
    : Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${literal(each, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return parts.length ? `${open}\n${parts.map(part => `${inner}${part},\n`).join('')}${indent}${close}` : open + close;
}
