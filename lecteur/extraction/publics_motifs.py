"""Les tournures qui nomment chaque public de `regles.publics.CRITERES`."""

import re

from lecteur.extraction.vocabulaire import JEUNES_DOMICILIES

_SIAE = (
    r"(?:\bsiae\b|structures? d'insertion|structures? de l'insertion|entreprises? d'insertion"
    r"|entreprises? de travail temporaire d'insertion|\bettis?\b"
    r"|associations? intermediaires?|ateliers? (?:et|ou|et/ou)? ?chantiers? d'insertion|\baci\b|l\.? ?5132-4)"
)
PERSONNES = r"(?:personnes?|salaries?|publics?|beneficiaires?|agents|travailleurs|employee?s?|jeunes)"
MOTIFS: tuple[tuple[str, str], ...] = (
    (
        "detld",
        r"tres longue duree|\bdetld\b|24 mois (?:d'inscription|de chomage)|inscrits? depuis (?:plus de "
        r"|au moins )?(?:24 mois|(?:deux|2) ans)"
        r"|(?:inscri\w*|chomage|sans emploi|demandeurs? d'emploi)\b[^.;,]{0,50} depuis (?:plus de |au moins )?"
        r"(?:(?:24|vingt[- ]quatre)(?: \(24\))? mois|(?:deux|2) ans)",
    ),
    (
        "deld",
        r"(?<!tres )\blongue duree\b|\bdeld\b|\bde ?\+ ?(?:de )?(?:12 mois|1 an|un an)\b"
        r"|(?:plus (?:de|d')|de \+ de|au moins|superieure? a|depuis|minimum"
        r"|>) ?(?:douze|12|un|1) ?(?:\(12\) )?(?:mois|an\b)[^.;]{0,40}(?:inscri|chomage|demandeur"
        r"|inactiv|france travail|pole emploi)|(?:inscri|chomage|demandeurs?"
        r"|sans emploi)[^.;]{0,90}(?:plus (?:de|d')|\+ de|au moins|superieure? a|depuis|minimum|>) ?(?:douze|12"
        r"|un|1) ?(?:\(12\) )?(?:mois|an)\b",
    ),
    ("rsa", r"\bb?rsa\b|revenu de solidarite active|\brmi\b|revenu minimum d'insertion|minim(?:a|as|um) socia(?:ux|l)"),
    ("ass", r"\bass\b|allocations? (?:de )?solidarite specifique|minim(?:a|as|um) socia(?:ux|l)"),
    ("aah", r"\baah\b|allocations? (?:aux )?adultes? handicapes?|minim(?:a|as|um) socia(?:ux|l)"),
    ("allocation_insertion", r"allocations? (?:temporaire )?d'(?:insertion|attente)|\bata\b"),
    ("allocation_veuvage", r"allocations? (?:de )?veuvage"),
    ("invalidite", r"(?:pension|allocation|rente)s? (?:\w+ )?d'invalidite|titulaires? d'une (?:pension|rente)"),
    (
        "boeth",
        r"\brqth\b|\bboeth\b|\bdoeth\b|(?:reconnue?s?|statut|qualite"
        r"|reconnaissance)[^.;]{0,40}travailleurs? handicapes?|l\.? ?5212-13|(?<!adultes )\b(?:personnes?"
        r"|travailleurs?|demandeurs? d'emploi|publics?|salaries?)"
        r" (?:reconnus? )?(?:handicapee?s?|en situation de handicap|porteurs? d'un handicap)"
        r"|beneficiaires? de l'obligation d'emploi|\bth\b",
    ),
    (
        "jeune_sans_qualification",
        r"jeunes?[^.;]{0,70}(?:sans qualification|faiblement qualifi|peu qualifi|non qualifi|faible niveau"
        r"|bas niveau|niveau infra|niveau inferieur|niveau v\b|sans diplome(?: de moins de 2[56] ans)?"
        r"|sorti\w*[^.;]{0,20} du systeme scolaire)"
        r"|(?:sans qualification|faible niveau)[^.;]{0,40}(?:moins de )?(?:26|25) ans",
    ),
    ("jeune_outre_mer", JEUNES_DOMICILIES),
    (
        "jeune",
        r"jeunes?[^.;]{0,40}(?:moins|-)(?: ?de)? ?(?:26|vingt[- ]six|25|30) ans|\b(?:moins de|- ?de|<) ?(?:26"
        r"|25) ans|jeunes? (?:demandeurs? d'emploi|diplomes?|de 1[68] a 2[56])|16 ?(?:a|-) ?2[56] ans"
        r"|18 ?(?:a|-) ?2[56] ans",
    ),
    (
        "jeune_suivi",
        r"garantie jeunes?|\bpacea\b|contrat d'engagement jeunes?|\bcej\b|\bcivis\b"
        r"|service militaire (?:adapte|volontaire)|\bsm[av]\b|missions? locales?|suivi renforce"
        r"|defense (?:2e|2eme|deuxieme) chance",
    ),
    (
        "senior",
        r"\bseniors?\b|(?:plus|\+|ages?|agees?|partir|au moins)[^.;\d]{0,12}(?:50|cinquante|45|55|57) ans"
        r"|(?:50|cinquante) ans (?:et|ou) plus",
    ),
    (
        "niveau_3",
        r"(?:niveau|diplome)s? (?:(?:de|d'|scolaire|d[eu] la)[a-z ']{0,25}? ?)?(?:infra|inferieur\w*|egal)[^.;]{0,30}"
        r"(?:cap\b|bep\b|3\b|iii|iv|v\b)|niveau (?:3"
        r"|v)\b(?! ?\w*\d)|sans (?:aucune? )?(?:diplome|qualification)|faible niveau de (?:formation"
        r"|qualification)|premier niveau de qualification",
    ),
    (
        "qpv",
        r"\bqpv\b|quartiers? (?:prioritaires?|politique|de la politique|sensibles?|cibles?)|\bzus\b"
        r"|zones? urbaines? sensibles?|geographie prioritaire|\bcucs\b|zones? franches? urbaines?",
    ),
    ("zfrr", r"\bzf?rr\b|zones? (?:france )?(?:ruralites?|de revitalisation|de redynamisation)"),
    (
        "refugie",
        r"\brefugies?\b|protection (?:subsidiaire|temporaire|internationale)|demandeurs? d'asile|primo-arrivants?",
    ),
    (
        "iae",
        rf"{PERSONNES}[^.;:]{{0,110}}(?:mises? a disposition|relevant|agree|embauch|recrut|employ"
        rf"|en parcours|pris\w* en charge|salarie|issu|dans|aupres|par|suivi|d')[^.;:]{{0,70}}{_SIAE}"
        rf"|pass[ -]iae"
        rf"|\b(?:publics?|salaries?|personnes?) (?:d'une? |des? |en |relevant d'une? )?(?:\w{{2,4}} ?[,/] ?)*"
        rf"(?:etti|ei|ai|aci|siae)\b"
        rf"|^[^a-z]*(?:(?:salaries|personnes)[^.;]{{0,60}})?(?:\bai\b|\bei\b)[ ,/]"
        rf"|{PERSONNES}[^.;:]{{0,80}}(?:agree|relevant|prises? en charge|parcours|accompagn"
        rf"|dispositif)[^.;:]{{0,60}}(?:de l'|par l'|d')(?:insertion par l'activite economique|iae\b)"
        r"|agrement[^.;]{0,30}(?:iae|pole emploi|france travail|insertion)",
    ),
    ("geiq", r"\bgeiq\b|groupements? d'employeurs? (?:pour|d')"),
    (
        "secteur_adapte",
        rf"(?:{PERSONNES}|usagers?|mises? a disposition)[^.;:]{{0,90}}(?:entreprises? adaptees?|\besat\b"
        rf"|\beatt?\b|secteur (?:adapte|protege)|aide par le travail|milieu protege)",
    ),
    ("regie", r"regies? de (?:quartier|territoire)s?"),
    (
        "epide_e2c",
        r"\bepide\b|ecoles? de la (?:deuxieme|seconde|2e|2eme|2nde) chance|\be2c\b"
        r"|etablissements? (?:public )?(?:d'|pour l')insertion dans l'emploi",
    ),
    (
        "ppsmj",
        r"\bppsmj\b|(?:sous main|sous-main|placee?s? sous main) de justice|\bdetenue?s?\b"
        r"|sort\w+ (?:de (?:prison|detention)|(?:d[eu]s?|d') ?(?:un |l')?(?:etablissement"
        r"|centre) penitentiaire)|sortie de prison|\bspip\b|milieu penitentiaire|ecrou"
        r"|anciens? detenu|\briep\b|placement exterieur|(?:amenagement|execution) de peine",
    ),
    ("sortant_ase", r"\base\b|aide sociale a l'enfance"),
    (
        "parent_isole",
        r"parents? isoles?|familles? monoparentales?|femmes? isolees?|\bapi\b|allocation (?:de )?parent isole",
    ),
    (
        "sans_hebergement",
        r"sans (?:hebergement|abri|domicile)|\bsdf\b"
        r"|(?:personnes?|publics?|familles?|femmes?|hommes?|jeunes?|\bou) hebergee?s?\b",
    ),
    (
        "fle",
        r"\bfle\b|illettr|analphabet|maitrise (?:du francais|de la langue)[^.;]{0,40}(?:insuffis|inferieur"
        r"|a1)|ne maitrisant pas",
    ),
    ("mobilite", r"(?:probleme|frein|difficulte)s?[^.;]{0,20} (?:de|a la|de la) mobilite"),
    ("plie", r"\bplie\b|plan local (?:pluriannuel )?pour l'insertion"),
    (
        "autre",
        r"\b(?:sur|apres) (?:l'|un )?avis motive[^.;]{0,60},? (?:a )?toute autre personne|"
        r"(?:personnes?|publics?|demandeurs?|candidats?|beneficiaires?|autres?)\b[^.;]{0,120}"
        r"\b(?:sur|apres) (?:l'|un )?"
        r"(?:avis|validation|appreciation|accord|prescription|proposition)[^.;]{0,50}(?:motive|facilitat|prealable"
        r"|pole emploi|france travail|service public de l'emploi)[^.;]{0,60}|difficultes? (?:sociales?"
        r"|particulieres?)[^.;]{0,60}(?:sur avis|sur proposition|attest)",
    ),
)
COMPILES = tuple((code, re.compile(motif)) for code, motif in MOTIFS)


def nomme_un_public(replie: str) -> bool:
    return any(motif.search(replie) for _, motif in COMPILES)
