// Certificates for one test, made with the openssl command in a directory that goes with it.
import fs from 'node:fs';
import path from 'node:path';

import { directory, run } from './harness.mjs';

export class Authority {
    static async start(t, name = 'authority') {
        const made = new Authority();
        made.directory = directory(t);
        fs.writeFileSync(path.join(made.directory, 'openssl.cnf'), '[req]\ndistinguished_name = dn\n[dn]\n');
        made.self = await made.#request(name, ['-addext', 'basicConstraints=critical,CA:TRUE']);
        return made;
    }

    // The file and the contents of the authority's own certificate.
    get file() {
        return this.self.cert_file;
    }
    get pem() {
        return this.self.cert;
    }

    // {cert_file, key_file, cert, key}; `alternative`: the name that peers verify.
    issue(name, alternative = 'IP:127.0.0.1') {
        const signed = ['-CA', this.self.cert_file, '-CAkey', this.self.key_file];
        return this.#request(name, [...signed, '-addext', `subjectAltName=${alternative}`]);
    }

    async #request(name, more) {
        const [cert_file, key_file] = ['pem', 'key'].map((kind) => path.join(this.directory, `${name}.${kind}`));
        const made = await run('openssl', [
            ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
            ...['-config', path.join(this.directory, 'openssl.cnf'), '-subj', `/CN=${name}`],
            ...['-keyout', key_file, '-out', cert_file, ...more],
        ]);
        if (made.code !== 0) throw new Error(`openssl: ${made.stderr}`);
        return { cert_file, key_file, cert: fs.readFileSync(cert_file, 'utf8'), key: fs.readFileSync(key_file, 'utf8') };
    }
}
