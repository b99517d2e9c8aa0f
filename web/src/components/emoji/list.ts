/** The emoji that are offered, by what they are about, each with the words it is found by. One in each line. */
const smileys = `
😀 grin happy smile|grinsen froh lachen
😃 happy joy smile|froh freude lachen
😄 laugh happy smile|lachen froh
😁 beam grin teeth|strahlen grinsen zähne
😆 laugh squint|lachen lustig
😅 sweat relief phew|schwitzen puh erleichtert
🤣 rofl rolling laugh|kugeln lachen
😂 tears joy laugh|tränen lachen
🙂 smile slight|lächeln
🙃 upside down silly|kopfüber albern
😉 wink|zwinkern
😊 blush smile|rot werden lächeln
😇 angel innocent halo|engel unschuldig
🥰 love hearts adore|liebe herzen
😍 heart eyes love|herzaugen liebe
🤩 star eyes wow|sternaugen wow
😘 kiss|kuss
😋 yum tasty delicious|lecker
😛 tongue|zunge
😜 tongue wink crazy|zunge zwinkern verrückt
🤪 zany crazy goofy|verrückt albern
🤗 hug|umarmung drücken
🤭 giggle oops hand|kichern ups
🤫 quiet secret shush|leise geheim pst
🤔 think hmm|denken hmm
🤨 doubt eyebrow|zweifel augenbraue
😐 neutral|neutral
😑 expressionless|ausdruckslos
😶 silent no mouth|stumm
😏 smirk|schmunzeln
😒 unamused|genervt
🙄 eye roll|augen rollen
😬 grimace awkward|grimasse peinlich
😌 relieved calm|erleichtert ruhig
😔 sad pensive|traurig nachdenklich
😴 sleep tired|schlafen müde
🥱 yawn tired bored|gähnen müde
😷 mask ill|maske krank
🤒 ill fever|krank fieber
🤕 hurt bandage|verletzt verband
🤢 sick nausea|übel
🤧 sneeze cold|niesen erkältet
🥵 hot|heiß
🥶 cold freezing|kalt frieren
🤯 mind blown|umgehauen
🥳 party celebrate|feiern party
😎 cool sunglasses|cool sonnenbrille
🤓 nerd glasses|nerd brille
🧐 inspect monocle|prüfen monokel
😕 confused|verwirrt
😟 worried|besorgt
🙁 frown sad|traurig
😮 wow surprised open mouth|wow überrascht staunen
😲 astonished|erstaunt
😳 flushed embarrassed|verlegen
🥺 please pleading|bitte flehen
😦 frown open mouth|entsetzt
😨 fear scared|angst
😰 anxious sweat|ängstlich schweiß
😢 cry tear sad|weinen träne traurig
😭 cry sob|heulen weinen
😱 scream fear|schrei angst
😞 disappointed|enttäuscht
😓 sweat hard|schweiß anstrengend
😩 weary|erschöpft
😤 huff triumph|schnauben
😡 angry mad|wütend sauer
🤬 swear curse|fluchen
💀 skull dead|schädel tot
👻 ghost|gespenst geist
🤖 robot|roboter
😺 cat smile|katze lachen
`;

const people = `
👍 yes thumbs up good like|ja daumen hoch gut gefällt
👎 no thumbs down bad|nein daumen runter schlecht
👌 ok perfect|ok perfekt
✌️ peace victory|frieden sieg
🤞 luck fingers crossed|glück daumen drücken
🤟 love you|hab dich lieb
🤘 rock horns|rock
🤙 call me|ruf an
👈 left point|links zeigen
👉 right point|rechts zeigen
👆 up point|oben zeigen
👇 down point|unten zeigen
☝️ one attention finger|eins achtung finger
✋ stop hand high five|halt hand
👋 wave hello bye hi|winken hallo tschüss
🤚 hand back|hand
👏 clap applause bravo|klatschen applaus bravo
🙌 hooray hands celebrate|hurra hände
👐 open hands|offene hände
🤲 palms|handflächen
🤝 handshake deal|handschlag abgemacht
🙏 thanks please pray|danke bitte beten
✍️ write|schreiben
💪 strong muscle|stark muskel
🫶 heart hands love|herz hände
👀 eyes look see|augen schauen
🧠 brain clever|gehirn klug
🙋 raise hand question|melden frage
🙅 no gesture|nein geste
🙆 ok gesture|ok geste
🤷 shrug dunno|schulterzucken keine ahnung
🤦 facepalm|an den kopf fassen
🙇 bow sorry|verbeugen entschuldigung
💃 dance woman|tanzen
🕺 dance man|tanzen
🚶 walk|gehen
🏃 run|laufen rennen
👶 baby|baby
👨‍👩‍👧‍👦 family|familie
🧑‍🤝‍🧑 friends people|freunde menschen
`;

const hearts = `
❤️ heart love red|herz liebe rot
🧡 heart orange|herz orange
💛 heart yellow|herz gelb
💚 heart green|herz grün
💙 heart blue|herz blau
💜 heart purple|herz lila
🖤 heart black|herz schwarz
🤍 heart white|herz weiß
🤎 heart brown|herz braun
💔 broken heart|gebrochenes herz
❤️‍🩹 mending heart|heilendes herz
💕 two hearts|zwei herzen
💖 sparkling heart|funkelndes herz
💯 hundred perfect|hundert perfekt
💥 boom bang|knall bumm
💫 dizzy star|schwindel stern
💤 sleep zzz|schlafen
✨ sparkles shiny|funkeln glitzer
⭐ star|stern
🌟 glowing star|leuchtender stern
🔥 fire hot|feuer heiß
✅ done check yes|erledigt haken ja
❌ no cross wrong|nein kreuz falsch
❓ question|frage
❗ exclamation important|ausrufezeichen wichtig
⚠️ warning|warnung
🚫 forbidden|verboten
➕ plus more|plus mehr
➖ minus less|minus weniger
🔴 red circle|roter kreis
🟡 yellow circle|gelber kreis
🟢 green circle|grüner kreis
🔵 blue circle|blauer kreis
🏳️‍🌈 rainbow flag pride|regenbogen flagge
`;

const nature = `
🐶 dog|hund
🐱 cat|katze
🐭 mouse|maus
🐰 rabbit|hase
🦊 fox|fuchs
🐻 bear|bär
🐼 panda|panda
🐸 frog|frosch
🐵 monkey|affe
🙈 see no evil monkey|nichts sehen affe
🐔 chicken|huhn
🐧 penguin|pinguin
🦉 owl|eule
🦄 unicorn|einhorn
🐝 bee|biene
🦋 butterfly|schmetterling
🐌 snail slow|schnecke langsam
🐢 turtle slow|schildkröte langsam
🐟 fish|fisch
🐙 octopus|krake
🐳 whale|wal
🐘 elephant|elefant
🐴 horse|pferd
🐄 cow|kuh
🐑 sheep|schaf
🌱 seedling grow|keimling wachsen
🌳 tree|baum
🌲 fir forest|tanne wald
🌵 cactus|kaktus
🍀 clover luck|klee glück
🍁 autumn leaf|herbst blatt
🌷 tulip flower|tulpe blume
🌹 rose flower|rose blume
🌻 sunflower|sonnenblume
🌸 blossom|blüte
💐 bouquet flowers|blumenstrauß
☀️ sun|sonne
🌤️ sun cloud|sonne wolke
☁️ cloud|wolke
🌧️ rain|regen
⛈️ thunderstorm|gewitter
❄️ snow|schnee
⛄ snowman|schneemann
🌈 rainbow|regenbogen
🌙 moon night|mond nacht
🌍 earth world|erde welt
🌊 wave sea|welle meer
`;

const food = `
🍎 apple|apfel
🍌 banana|banane
🍇 grapes|trauben
🍓 strawberry|erdbeere
🍒 cherries|kirschen
🍉 watermelon|wassermelone
🍋 lemon|zitrone
🥑 avocado|avocado
🍅 tomato|tomate
🥕 carrot|karotte
🥦 broccoli|brokkoli
🍄 mushroom|pilz
🍞 bread|brot
🥐 croissant|croissant
🥨 pretzel|brezel
🧀 cheese|käse
🍳 egg cooking|ei kochen
🥞 pancakes|pfannkuchen
🍕 pizza|pizza
🍔 burger|burger
🍟 fries chips|pommes
🌮 taco|taco
🥗 salad|salat
🍝 pasta spaghetti|nudeln spaghetti
🍜 noodles soup|nudeln suppe
🍣 sushi|sushi
🍰 cake|kuchen
🎂 birthday cake|geburtstag torte
🧁 cupcake|törtchen
🍪 cookie|keks
🍫 chocolate|schokolade
🍦 ice cream|eis
🍿 popcorn film|popcorn film
☕ coffee|kaffee
🍵 tea|tee
🥛 milk|milch
🍷 wine|wein
🍺 beer|bier
🍻 cheers beers|prost bier
🥂 toast champagne|anstoßen sekt
🍽️ eat dinner|essen
`;

const things = `
🎉 party celebrate tada|feiern party
🎊 confetti|konfetti
🎈 balloon|ballon
🎁 present gift|geschenk
🎄 christmas tree|weihnachten baum
🏆 trophy win|pokal sieg
🥇 gold medal first|gold medaille erste
⚽ football soccer|fußball
🏀 basketball|basketball
🎾 tennis|tennis
🏓 table tennis|tischtennis
🚴 cycling bike|radfahren
🏊 swim|schwimmen
🧗 climb|klettern
⛷️ ski|ski
🧘 yoga calm|yoga ruhe
🎲 dice game|würfel spiel
♟️ chess|schach
🧩 puzzle|puzzle
🎮 video game|videospiel
🎨 paint art|malen kunst
🎭 theatre|theater
🎬 film movie|film
🎵 music note|musik note
🎸 guitar|gitarre
🎹 piano|klavier
🎤 sing microphone|singen mikrofon
📷 camera photo|kamera foto
📚 books read|bücher lesen
📝 note write|notiz schreiben
📌 pin|stecknadel
📎 paperclip|büroklammer
📅 calendar date|kalender datum
⏰ alarm clock|wecker
⌛ hourglass wait|sanduhr warten
💡 idea light|idee licht
🔑 key|schlüssel
🔒 lock|schloss
🔧 tool wrench|werkzeug
💻 laptop computer|laptop rechner
📱 phone|telefon handy
☎️ telephone|telefon
✉️ letter mail|brief post
💰 money|geld
💊 pill medicine|tablette medizin
🛏️ bed|bett
🏠 house home|haus zuhause
🏡 home garden|haus garten
🏕️ camping tent|zelten
🏖️ beach|strand
⛰️ mountain|berg
🚗 car|auto
🚲 bicycle|fahrrad
🚌 bus|bus
🚆 train|zug bahn
✈️ plane fly|flugzeug fliegen
⛵ boat sail|boot segeln
🚀 rocket fast|rakete schnell
🧳 suitcase travel|koffer reise
🗺️ map|karte
`;

export interface Emoji {
  readonly emoji: string;
  readonly words: string;
}

export const categories = { smileys, people, hearts, nature, food, things };
export type Category = keyof typeof categories;

const read = new Map(Object.entries(categories).map(([name, lines]) => [name, lines.trim().split('\n').map(emojiOf)]));

export function emojiIn(category: Category): readonly Emoji[] {
  return read.get(category) ?? [];
}

/** Those whose words begin as what is typed, in either language: people mix them. */
export function emojiFor(typed: string): Emoji[] {
  const wanted = typed.trim().toLocaleLowerCase().split(/\s+/);
  const all = [...read.values()].flat();
  return all.filter(({ words }) => wanted.every((word) => ` ${words}`.includes(` ${word}`)));
}

function emojiOf(line: string): Emoji {
  const space = line.indexOf(' ');
  return { emoji: line.slice(0, space), words: line.slice(space + 1).replace('|', ' ') };
}
