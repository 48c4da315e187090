// What the types of the sources say, for the tables of the documentation: fields, their values, and their sentences.
import path from 'node:path';
import ts from 'typescript';
import { root } from './install.mjs';

const sources = ['src/element/events.ts', 'src/providers/provider.ts', 'src/audio/microphone-error.ts'];
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  root,
);
const program = ts.createProgram(
  sources.map((file) => path.join(root, file)),
  { ...options, noEmit: true },
);
const checker = program.getTypeChecker();

/** The fields of a class, interface or object type, its own and those of the interfaces that it extends. */
export function fieldsOf(name) {
  return fieldsOfType(typeNamed(name));
}

/** The members of a union of objects that are told apart by `type`: each name with its other fields. */
export function membersOf(name) {
  return typeNamed(name).types.map((member) => {
    const fields = fieldsOfType(member);
    const [type] = fields.filter((field) => field.name === 'type');
    return { name: type.values[0], fields: fields.filter((field) => field !== type) };
  });
}

/** The strings that a type allows. */
export function valuesOf(name) {
  return textsOf(typeNamed(name));
}

function fieldsOfType(type) {
  return checker
    .getPropertiesOfType(type)
    .filter(isOurs)
    .map((symbol) => {
      const { valueDeclaration } = symbol;
      const fieldType = checker.getTypeOfSymbol(symbol);
      return {
        name: symbol.name,
        isOptional: Boolean(symbol.flags & ts.SymbolFlags.Optional),
        help: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
        text: checker.typeToString(fieldType, valueDeclaration, ts.TypeFormatFlags.NoTruncation),
        values: textsOf(fieldType),
      };
    });
}

/** Not what every event has from the browser. */
function isOurs({ declarations = [] }) {
  return declarations.some((declaration) => !program.isSourceFileDefaultLibrary(declaration.getSourceFile()));
}

/** In alphabetical order: the compiler's own has to do with what else it has read. */
function textsOf(type) {
  const members = type.isUnion() ? type.types : [type];
  return members
    .filter((member) => member.isStringLiteral())
    .map(({ value }) => value)
    .sort();
}

function typeNamed(name) {
  for (const file of program.getSourceFiles()) {
    if (program.isSourceFileDefaultLibrary(file) || file.fileName.includes('/node_modules/')) continue;
    for (const statement of file.statements) {
      if (statement.name?.text === name) return checker.getTypeAtLocation(statement);
    }
  }
  throw new Error(`There is no type ${name} in ${sources.join(', ')} and what they import.`);
}
