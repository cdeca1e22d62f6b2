"""Les mots du métier, en tables : ce qui annonce l'insertion, ce qui la nie, ce qui n'en est pas.

Les motifs s'appliquent au texte replié (minuscules, sans accents). Ils décrivent des tournures, non des textes.
"""

import re


def _motif(*formes: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{forme})" for forme in formes))


# Aucun déclencheur ne se passe d'un de ces morceaux : une phrase qui n'en a pas est écartée aussitôt.
AMORCE = _motif(
    r"insertion|socia|eloign|emploi|defavoris|handicap|adaptee|\besat\b|\bsiae\b|chomage|facilitat|difficult",
    r"\bdomicili|2691-1|priorit|precar|publics?\b|beneficiaires|cursus|parcours|\bstages?\b|accueil",
    r"intermediaires?\b|\bgeiq\b|\bettis?\b|\baci\b|regies? de |aide par le travail|\bune (?:ai|ei|ea)\b",
    r"\brsa\b|chomeurs?|moins de 26 ans|heures? insertion",
)

# « insertion » qui n'est pas sociale, organismes et textes qui portent le mot, insertion qui est l'objet acheté.
JEUNES_DOMICILIES = (
    r"\b(?:jeunes?|personnes?|salaries?)\b[^.;]{0,80}\b(?:25|vingt[- ]cinq)\)? ans\b[^.;]{0,80}\bdomicili\w*"
    r"|\bjeunes?\b[^.;]{0,40}\bdomicili[^.;]{0,60}(?:outre-mer|collectivite)"
)
JEUNES_OUTRE_MER = re.compile(rf"{JEUNES_DOMICILIES}|l\.? ?2691-1\b")
FAUX_AMIS = _motif(
    r"(?<!re)insertions? (?:harmonieuse |optimale |reussie )?(?:urbaine|paysagere?|architecturale"
    r"|graphique|publicitaire"
    r"|topographique|spatiale|territoriale|environnementale|visuelle|contextuelle|numerique|photo\w*|3d"
    r"|dans (?:le|la|l'|les|son|leur|un|une) ?(?:site|paysage|environnement|contexte|quartier|tissu|projet|ville|milieu"
    r"|lieu|parc|patrimoine|territoire|presse|journal|bulletin|boamp|joue|trafic|reseau|sol|terrain|bati)\w*"
    r"|(?:du|des|de l'|de la|de) ?(?:projet|batiment|ouvrage|construction|reseau|annonce|avis|publicite|equipement"
    r"|image|arts? |oeuvre|clause dans|clauses dans|quartier|infrastructure|ligne|station)\w*"
    r"|au (?:site|bulletin|journal|jo)\b)",
    r"qualite (?:de l'|d')insertion",
    # la structure n'est que le lieu ou l'objet des travaux
    r"(?:visites?|locaux|batiments?|sites?|sieges?|acces|travaux|construction|rehabilitation|extension|renovation"
    r"|entretien|maintenance|amenagement|mobilier|restructuration)(?: \w+){0,2} (?:de l'|de la |d'une? |des |du |a l')"
    r"(?:esat|entreprises? adaptees?|entreprises? d'insertion|regie de quartier|association intermediaire)",
    r"revenu minimum d'insertion",
    r"insertion et de probation",
    r"(?:centres?|comites?|caisses?|direction|service|pole|code|familles et de l')"
    r"(?: inter\w*)?(?: communa(?:l|ux)| departemental\w*| municipal\w*)?"
    r" (?:de l'|d')(?:action sociale|insertion|economie sociale)(?: et des familles)?",
    r"\bccas\b",
    r"prestations? (?:de services? )?(?:et )?(?:(?:d'|de |- )?actions? )?d'insertion",
    # l'accompagnement de demandeurs d'emploi, quand c'est lui que l'on achète
    r"services? d'insertion professionnelle[^.;]{0,30}(?:aupres|au profit|a destination)",
    r"directeur\w* de l'insertion|charge\w* d'insertion|conseiller\w* (?:en|d')insertion",
    r"population\w* fragil\w*",
)

_ACTE = (
    r"clauses?|conditions?|actions?|demarches?|engagements?|obligations?|dispositifs?|volets?"
    r"|objectifs?|dispositions?|plans?"
)

STRUCTURES = (
    r"(?:associations? intermediaires?|entreprises? (?:de travail temporaire )?d'insertion|\bettis?\b|\bgeiq\b|\baci\b"
    r"|ateliers?(?: et| ou|/|,)? ?chantiers? d'insertion|groupements? d'employeurs? (?:pour l'|d')insertion|\bsiae\b"
    r"|structures? (?:d'|de l')insertion|regies? de (?:quartier|territoire)|entreprises? adaptees?|\besat\b"
    r"|aide par le travail|\bune (?:ai|ei|ea)\b)"
)
_TEMPS = r"(?:\d ?\)? ?(?:h\b|heures?|jours?|journees?|semaines?)|\bheures de travail)"
_CONFIER = (
    r"\b(?:confi|sous-trait|realis|execut|effectu|recour|appel|embauch|recrut|employ|reserv|acha|achet|commande)\w*"
)

# Ce qui suffit à dire qu'une phrase parle de la clause.
DECLENCHEURS_FORTS = _motif(
    r"\bau titre de l'insertion\b",
    r"\bemplo\w+[^.;]{0,20} en insertion\b",
    rf"{_CONFIER}[^.;]{{0,80}}{_TEMPS}[^.;]{{0,90}}{STRUCTURES}",
    r"\b(?:employ|embauch|recrut)\w*[^.;]{0,60}(?:personnes?|salaries?|demandeurs?)[^.;]{0,25} en "
    r"(?:parcours d')?insertion[^.;]{0,90}\d ?(?:h\b|heures|etp)",
    rf"{_CONFIER}[^.;]{{0,60}}{STRUCTURES}[^.;]{{0,80}}{_TEMPS}",
    r"\b(?:consacr|affect|dedi|reserv|destin)\w*[^.;]{0,25} a l'insertion\b",
    r"^\W*(?:l')?insertion ?(?::|[(-]? ?\d[\d ]* ?(?:h\b|heures))",
    r"(?:^\W*|: ?)(?:l')?insertion (?:sociale|professionnelle|par l'activite)",
    r"(?:performance|critere)s?[^.;]{0,40}(?:en matiere d'|d')insertion\b(?! (?:urb|pays|archi|dans|du))",
    r"\breserv\w+[^.;]{0,80}(?:heures|temps)[^.;]{0,110}(?:beneficiaires|personnes|publics?)\b",
    rf"\b(?:{_ACTE})(?: [\w']+){{0,4}}? ?(?:d' ?|de l'|a l'|en matiere d'|relati\w* a l'|en faveur de l'"
    rf"|pour l'|liee?s? a l')"
    r"(?:aide a l')?insertions?\b",
    r"\bclauses? (?:obligatoires? |particulieres? |administratives? )?(?:d'execution )?(?:a caractere )?social\w*",
    r"\bclauses? (?:environnementales?|ecologiques?|vertes?)(?: et|,|/| ou)+ ?(?:d'ordre )?social\w*",
    r"\bclauses? (?:de )?promotion de l'emploi",
    r"\bclausee?s? insertion\b|\bclauses? d ?insertion|\bclauses?sociales?",
    r"(?:caractere|considerations?|exigences?|dimension|performances?|engagements?|volet|objectifs?"
    r"|elements?|preoccupations?|dispositions?) (?:d'ordre )?social(?:e|es|s|aux|e\(s\))?\b"
    r"(?! (?:et fiscal|obligatoire|du travail|des salarie|et des familles))",
    r"(?:environnemental\w*|ecologique\w*)(?: et/ou| et| ou|,) (?:a caractere )?social\w*",
    r"conditions? (?:particulieres? )?d'execution\b[^.;]{0,110}\b(?:social(?:e|es)?\b(?! et fiscal)"
    r"|sociaux|a l'emploi)",
    r"mieux[- ]disant social",
    r"\bheures? insertion\b",
    r"(?:titulaire|attributaire|entreprise|prestataire)s?\b[^.;]{0,30}\breserv\w+[^.;]{0,40}\b"
    r"(?:heures|temps de travail)\b(?! (?:par (?:semaine|jour|mois)|hebdo))[^.;]{0,30}\b(?:a|aux) (?:des |les )?"
    r"(?:demandeurs? d'emploi|chomeurs?|(?:personnes|travailleurs) handicap"
    r"|(?:allocataires|beneficiaires) (?:du r|de l'a|des minima)"
    r"|jeunes (?:de moins|sans|demandeurs|en recherche|suivis)"
    r"|habitants d\w+ quartiers? prior|refugies)",
    r"\bheures? (?:de travail )?(?:minimum |minimales? |reservees? )?(?:a l'|d' ?|en |pour l'"
    r"|dediees? a l')insertions?\b",
    r"\b(?:heures?|temps|volume|part) [^.;:]{0,90}(?:personnes?|publics?|salaries?|beneficiaires?|cursus|parcours)"
    r"[^.;:]{0,30}(?:insertion|eloigne|en difficulte|prioritaire)",
    r"(?:heures?|heur+s|\d ?h(?:00)?|temps|\betp|jours?|journees?|semaines?|postes?"
    r"|emplois?)\b[^.;:]{0,45}\b(?:d ?'?|en |a l'|pour l'|par l'|de l')insertion\b(?! (?:dans"
    r"|du projet|paysag|urbain|archi))",
    r"(?:volume|nombre|quota|effort|horaire|minimum"
    r"|contingent)(?: \w+){0,3}? d ?'?insertion\b(?! (?:dans|du projet|paysag|urbain|archi))",
    r"\b(?:taux|part) d'insertion",
    r"concern\w* par l'insertion",
    rf"(?:\d ?(?:%|pour ?cent)|\bheures?\b)[^.;]{{0,120}}(?:{JEUNES_OUTRE_MER.pattern})",
    rf"(?:{JEUNES_OUTRE_MER.pattern})[^.;]{{0,120}}(?:\d ?(?:%|pour ?cent)|\bheures?\b)",
    r"\bfacilitat(?:eur|rice)s?\b[^.;]{0,60}(?:clause|insertion)",
    r"^\W*l'insertion (?:represent\w+|porte sur|correspond a|est (?:fixee|de))[^.;]{0,40}\d",
    r"\b(?:recrut|embauch)\w+ en insertion\b",
    r"\bconsideree?s? comme (?:etant )?eloignee?s? (?:durablement )?d(?:e l'emploi|u marche)",
    r"(?:personnes?|publics?|populations?"
    r"|demandeurs?)(?: \w+){0,3} eloignee?s? (?:durablement )?d(?:e l'emploi|u marche)",
    r"acces ou (?:au|le) retour a l'emploi",
    r"\bemplois? (?:de|des|en faveur de|pour) (?:personnes|publics?|beneficiaires)\b"
    r"[^.;]{0,60}(?:difficulte|insertion|eloigne|prioritaire|defavoris|rsa\b)",
    r"insertion[^.;]{0,30} (?:des|de|du|aux|en faveur d\w*)? ?(?:personnes?"
    r"|publics?)[^.;]{0,40}(?:difficulte|eloigne|priorit|sans emploi|defavoris)",
    r"(?:marche|lot|contrat|accord-cadre)s? (?:public\w* )?(?:de services? )?d'insertion\b",
    r"(?:marche|lot|accord-cadre)\w*[^.;]{0,40}qualification et d'insertion"
    r"|insertion et de qualification professionnelle",
    r"publics? (?:de la clause|eligibles? a la clause|prioritaires? de l'emploi)",
    r"clauses? (?:sociales? )?incitatives?\b[^.;]{0,90}"
    r"(?:social|insertion|emploi|eloign|difficult|handicap|publics?\b)",
    r"au titre de l'insertion\b(?! (?:dans|du projet|paysag|urbain|archi))",
    r"\b(?:publics?|beneficiaires?)\b(?:cf\.|art\.|[^.;]){0,80}\b(?:16|20)\.1(?:\.\d)* du ccag|\binterim d'insertion\b",
    r"20\.1(?:\.\d)* du ccag[^.;]{0,60}insertion",
    r"charte (?:locale |nationale )?d'insertion",
    r"reserve[es]*[^.;]{0,10} insertion\b",
)

# Ce qui ne suffit que si la phrase oblige quelqu'un (un titulaire, un marché, une offre).
DECLENCHEURS_FAIBLES = _motif(
    r"accueil\w*[^.;]{0,30}(?:jeunes|stagiaires|apprentis|alternants)[^.;]{0,30}(?:stage|altern"
    r"|apprenti|emploi)|clauses? de (?:stage|formation)",
    r"(?<!re)\bd?insertions? (?:sociale|professionnelle|socio|par l' ?(?:activite|economi|emploi)|par le travail"
    r"|economique|des publics|de publics|des personnes|de personnes|des demandeurs)",
    r"\bd ?'?insertion (?:sociale|professionnelle)",
    r"(?:personnes?|publics?|travailleurs?) (?:\w+ ){0,2}(?:en |rencontrant |connaissant |ayant )(?:grande |des |de )?"
    r"(?:precarite|difficulte\w*|recherche d'emploi)",
    r"travailleurs? (?:defavorises?|handicapes?)",
    r"lutte\w* contre (?:l'exclusion|le chomage)",
    r"publics? (?:prioritaires?|cibles?|eligibles?|en insertion|defavorises?)",
    r"(?:personnes?|parcours|cursus|salaries?|effectif\w*) (?:relevant )?[^.;]{0,25}\b(?:en|d') ?insertion",
    r"structures? d'insertion|entreprises? d'insertion|entreprises? adaptees?|\besat\b|\bsiae\b",
)
OBLIGATION = _motif(
    r"\bclauses?\b",
    r"condition\w* d'execution",
    r"l'execution (?:du|de ce|des|de l')",
    r"s'engage",
    r"engagement",
    r"(?:titulaire|attributaire|adjudicataire|entreprise|soumissionnaire|candidat|prestataire"
    r"|cocontractant|concessionnaire"
    r"|delegataire)\w*[^.;]{0,80}\b(?:devr|doi[tv]|aura|s'oblig|reserve|realis|est tenu|propos|recrut"
    r"|embauch|consacr|affect|sera|fera|fait (?:travailler|appel))",
    r"critere",
    r"ponder",
    r"\d ?(?:%|points?|pts)",
    r"souhaite",
    r"obligat",
    r"exige|(?:est|sont|sera|seront) (?:\w+ )?(?:demand|impos|requis|attendu)",
    r"\breserve[es]*\b",
    r"politique",
)

# L'inverse : la phrase dit qu'il n'y en a pas. Le verbe nié ou « aucune » doit porter sur la clause elle-même.
_CHOSE = (
    r"(?:\w+ ){0,3}?(?:clauses?|conditions?|obligations?|actions?|considerations?|dispositions?"
    r"|engagements?|heures?|volet|criteres?|demarche)"
)
# « ne respecte pas la clause » ne la nie pas : seuls ces verbes, niés, disent qu'il n'y en a pas.
_VERBES_DE_CLAUSE = (
    "comport|contien|contena|prevo|inclu|impos|appliqu|concern|integr|fait|font|fera|feront|est|sont|sera|seront|compren"
    "|fix|exig|requier|stipul|compte|a\\b|ont"
)
NEGATION = _motif(
    rf"\b(?:ne |n'(?:en |y )?)(?:{_VERBES_DE_CLAUSE})\w*(?: donc)? (?:pas|aucune?"
    rf"|plus)(?: \w+){{0,2}} (?:de |d'|par |a |aux? |la |une "
    rf"|cette )*{_CHOSE}\b",
    rf"\b(?:(?:aucune?|absence de|sans|pas de|ni) |(?:absence|pas) d' ?){_CHOSE}\b",
    r"\b(?:n'est|ne sont)(?:\s\w+)? pas (?:soumis|concern|assorti|vise|prevu)",
    r"(?:social\w*|insertion\w*)[^.;:]{0,40}(?:: ?|est |- ?|= ?)(?:sans objet|neant|non(?! reserve)\b"
    r"|aucune?\b|n[./]?a\b|pas prevue?)",
    r"(?:clauses?|insertion) (?:sociale )?(?:n'est|ne sont) pas (?:prevu|requis|applic|exig)",
    r"non (?:soumis|concerne)\w* ",
)
NEGATION_HORS_SUJET = _motif(
    r"ne (?:repondant|respectant|satisfaisant|comportant|remplissant) pas",
    r"sans (?:reserve|prejudice|limite|penalite)",
    r"\b(?:sans|ni) (?:pouvoir |jamais |etre )?(?:descendre|depass\w+|exced\w+|inferieur\w*|superieur\w*)[^.;,]{0,60}",
    r"\baucune heure\b[^.;]{0,60}(?:en deca|au[- ]dessous|en dessous|inferieur|\bsous\b|\bavant\b)",
    r"\bn'est (?:plus|pas) (?:de )?\d[\d ]* ?(?:h\b|heures?)[^.;]{0,40}\bmais\b",
    r"\bautres lots? [^.;]{0,60}\b(?:pas|aucune?|non|sans objet|neant)\b[^.;]{0,30}",
)
# « Aucun des lots n'est réservé », « Marché réservé : non ».
RESERVE_NIEE = re.compile(
    r"\b(?:ne|n')[^.;,]{0,30}\b(?:pas|plus|point|aucune?|nullement)\b[^.;,]{0,25}reserv"
    r"|\b(?:aucune?|nul(?:le)?|ni)\b[^.;]{0,60}(?:n'(?:est|a|y)|ne (?:sont|sera|fait))[^.;]{0,25}reserv"
    r"|\b(?:aucune?|absence de|sans|pas de|ni) (?:\w+ )?reservation"
    r"|\bn(?:e|')[^.;,]{0,40}reserv\w*[^.;,]{0,10} aucun"
    r"|(?:pas|non|absence de|sans) (?:de |d'un? )?(?:marche |lot )?reserv"
    r"|\b(?:pas|point) (?:d'un|un|de) (?:marche|lot|accord-cadre)s? reserv"
    r"|reserv[^.;]{0,120}(?:\bne s'appliqu\w* pas|\b(?:n'est|ne sont) pas applicable)"
    r"|\b(?:ne|n')[^.;,]{0,30}\breserv\w*[^.;]{0,20} ni\b"
    r"|\betai(?:t|ent) (?:\w+ )?reserv|\bne (?:relev|s'inscri|entr)\w* (?:pas|plus)\b(?:\bl\.|[^.;]){0,120}reserv"
    r"|\b(?:marche|consultation|lot|accord-cadre)s? (?:ulterieur|futur|prochain)\w*[^.;]{0,60}\breserv"
    r"|\b(?:prochaine?|future?) (?:marche|consultation|lot|accord-cadre)s?[^.;]{0,60}\breserv"
    r"|\breserv[^.;]{0,120}\b(?:abandonn|ecart|supprim|retir|renonc|annul|rejet)\w*"
    r"|\b(?:renonc\w*|abandonn\w*|supprim\w*)[^.;]{0,30}\breserv"
    r"|\b(?:marche|contrat|accord-cadre|consultation)s? (?:precedent|sortant|anterieur)\w*[^.;]{0,60}\breserv"
    r"|\b(?:precedent|ancien|dernier)e?s? (?:marche|contrat|accord-cadre|consultation)s?\b[^.;]{0,60}\breserv"
    r"|reserv[^.;]{0,160}(?:[:?]|-) ?(?:non|sans objet|neant|aucune?|faux|false|n/a)\b"
)
FACULTATIF = _motif(
    r"clauses?[^.;]{0,30}\bincitatives?",
    r"facultati\w*",
    r"non obligatoire",
    r"(?:peut|peuvent|pourra|pourront) (?:egalement |librement |s'ils? le souhaite\w* )?"
    r"(?:proposer|comporter|prevoir|integrer|inclure)",
    r"a titre (?:optionnel|volontaire)",
    r"sur la base du volontariat",
)

# Sujets qui ferment une zone d'insertion quand une phrase sans déclencheur s'en empare.
AUTRES_SUJETS = _motif(
    r"retenue de garantie",
    r"\bavances?\b",
    r"delai (?:global )?de paiement",
    r"\bcautions?\b",
    r"assurances?\b",
    r"visites? (?:du|des|obligatoire)",
    r"remise des (?:plis|offres|candidatures)",
    r"\bmaintenance\b",
    r"\bastreintes?\b",
    r"\bdepannages?\b",
    r"variantes?\b",
    r"revisi\w+ des? prix",
    r"prix (?:fermes?|revisable|unitaires?|forfaitaire)",
    r"horaires? d'(?:ouverture|acces)",
    r"\bhotline\b",
    r"duree (?:du marche|de l'accord-cadre) est",
    r"debut d'execution",
    r"langue francaise",
    r"groupements? (?:d'entreprises|conjoint|solidaire)",
    r"nuisances?|bruit\b",
    r"\bdechets\b",
    r"chantier (?:propre|vert)",
)
TITRES_DE_LA_CLAUSE = _motif(
    r"insertion|social",
    r"publics?\b",
    r"beneficiaires?",
    r"modalites?",
    r"volume|heures?\b",
    r"suivi|controle|evaluation|bilan",
    r"penalites?",
    r"facilitat|accompagnement|interlocuteur|dispositif|contacts?",
    r"engagement|obligation|objectif",
    r"globalisation|mutualisation",
    r"difficultes?",
    r"mise en ouvre|mise en oeuvre",
    r"justificatif|transmission|attestation|pieces? a fournir|information",
)
TITRE_DE_SECTION = re.compile(
    r"^(?:(?:article|art\.?|chapitre|titre|section|partie"
    r"|annexe)? ?(?P<numero>\d{1,2}(?:[.-]\d{1,2}){0,4})|(?P<nomme>(?:article|chapitre"
    r"|titre|section|annexe) [ivx]+|[ivx]{1,4}(?=[.) -])|[a-h](?=[.)-])))[ .):°-]*(?=[a-z\"'(])"
)
