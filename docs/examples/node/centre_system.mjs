// A centre system in Node: sends an apprentice, starts a run, reads who goes where, and why one was refused.
//
//   npm install --prefix docs/examples/node
//   node docs/examples/node/centre_system.mjs 127.0.0.1:7250 data/demo        (from the root of the repository)
//
// APIS says where google/rpc/ lies, if not where Debian's golang-github-gogo-googleapis-dev puts it.

import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const apis = process.env.APIS ?? '/usr/share/gocode/src/github.com/gogo/googleapis';
const files = readdirSync('proto/walz/v1').map((file) => join('walz/v1', file));
const definition = protoLoader.loadSync([...files, 'google/rpc/status.proto', 'google/rpc/error_details.proto'],
                                        { includeDirs: ['proto', apis], keepCase: true, longs: Number, enums: String,
                                          defaults: true });
const { v1 } = grpc.loadPackageDefinition(definition).walz;

// All services of walz.v1 at one address: walz('127.0.0.1:7250').ApprenticeService.GetApprentice({ name: ... }).
function walz(address, token) {
  const metadata = new grpc.Metadata();
  if (token) metadata.set('authorization', `Bearer ${token}`);
  const services = {};
  for (const [name, Client] of Object.entries(v1).filter(([, value]) => value.service)) {
    const client = new Client(address, grpc.credentials.createInsecure());  // On the network: createSsl.
    services[name] = {};
    for (const [method, { requestStream, responseStream }] of Object.entries(Client.service)) {
      if (responseStream) {
        services[name][method] = (request) => client[method](request, metadata);
        continue;
      }
      services[name][method] = (request) => new Promise((resolve, reject) => {
        const answer = (error, response) => (error ? reject(error) : resolve(response));
        if (!requestStream) return client[method](request, metadata, answer);
        const stream = client[method](metadata, answer);
        (async () => {
          for await (const message of request) {
            if (!stream.write(message)) await new Promise((drained) => stream.once('drain', drained));
          }
          stream.end();
        })().catch(reject);
      });
    }
  }
  return services;
}

// Every row of a list, page after page, all of one revision.
async function* rows(method, name, request) {
  let page_token = '';
  do {
    const page = await method({ ...request, page_token });
    yield* page[name];
    page_token = page.next_page_token;
  } while (page_token);
}

// One file as the school has it; again and again, if it likes: the same rows change nothing.
async function* table(kind, folder, file) {
  yield { header: { table: `IMPORT_TABLE_${kind}`, file } };
  for await (const csv of createReadStream(join(folder, file))) yield { csv };
}

// The google.rpc.Status of an error: its reason, and the fields that cannot stand.
function details(error) {
  const status = definition['google.rpc.Status'].deserialize(error.metadata.get('grpc-status-details-bin')[0]);
  const found = (type) => status.details.filter((detail) => detail.type_url.endsWith(`/${type}`))
    .map((detail) => definition[type].deserialize(detail.value));
  const fields = found('google.rpc.BadRequest').flatMap((bad) => bad.field_violations);
  return { reason: found('google.rpc.ErrorInfo')[0]?.reason,
           fields: Object.fromEntries(fields.map(({ field, description }) => [field, description])) };
}

const [, , address, folder] = process.argv;
const { ApprenticeService, ImportService, MatchingService } = walz(address, process.env.WALZ_TOKEN);
for (const kind of ['CENTRES', 'COMPANIES', 'OPENINGS', 'APPRENTICES', 'WISHES', 'HOST_RANKS', 'PAIRS', 'ROUND']) {
  const file = kind === 'ROUND' ? 'round.json' : `${kind.toLowerCase()}.csv`;
  const { created, changed, same } = await ImportService.Import(table(kind, folder, file));
  console.log(`${file}: ${created} new, ${changed} changed, ${same} the same`);
}

// An apprentice of ours; sent again under its request_id, it is still one.
const apprentice = await ApprenticeService.CreateApprentice({
  parent: 'centres/Z-VAL', apprentice_id: 'A-77', request_id: 'enrol-A-77',
  apprentice: { scheme: 'es-general', field: '1013', birth_date: '2007-05-02', languages: ['es:native', 'en:B2'],
                windows: ['2027-03-01..2027-05-31'], min_days: 14, max_days: 30 } });
const names = [];
for await (const { name } of rows(ApprenticeService.ListApprentices, 'apprentices',
                                  { parent: 'centres/Z-VAL', filter: 'scheme = "es-general"', page_size: 2 })) {
  names.push(name);
}
console.log('our apprentices:', ...names);
if (!names.includes(apprentice.name)) throw new Error(`${apprentice.name} is not listed`);

// Who goes where.
let run = await MatchingService.StartRun({ parent: 'rounds/spring-27' });
for await (const update of MatchingService.WatchRun({ name: run.name })) run = update.run;
console.log(run.name, run.state, `${run.result.placed} placed`);
for await (const { apprentice: who, opening, start, end } of rows(MatchingService.ListProposals, 'proposals',
                                                                  { parent: run.name, filter: 'opening != ""' })) {
  console.log(who, '->', opening, start, end);
}

// What cannot stand is refused field by field.
try {
  await ApprenticeService.CreateApprentice({
    parent: 'centres/Z-VAL', apprentice_id: 'A-78',
    apprentice: { scheme: 'es-general', field: '1013', min_days: 14, max_days: 30,
                  windows: ['2027-05-31..2027-03-01'] } });
} catch (error) {
  const { reason, fields } = details(error);
  console.log(grpc.status[error.code], reason, fields);
}
process.exit(0);
