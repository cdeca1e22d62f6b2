"""Les notes sur les conditions d'exécution, le critère, l'obligation et son registre, le CCAG."""

from datetime import date

from regles.notes.note import Note
from regles.parametres import DISPENSE_FOURNITURES_SERVICES, DISPENSE_TRAVAUX
from regles.references import (
    AVENANT_ACCORD,
    CCAG_20_1,
    CCAG_20_1_1,
    CCAG_20_1_2,
    CCP_L2111_1,
    CCP_L2112_2,
    CCP_L2112_2_1,
    CCP_L2112_2_1_DEROGATIONS,
    CCP_L2112_2_1_DIFFICULTE,
    CCP_L2112_2_ENVIRONNEMENT,
    CCP_L2152_7,
    CCP_L2312_1_1,
    CCP_L2691_1,
    CCP_L3114_2_1,
    CCP_R2152_7_ENVIRONNEMENT,
    CONVENTION_MARCHE,
    DECRET_2022_767,
    DECRET_2025_1386,
    DOCTRINE_CRITERE,
    DOCTRINE_OFFRE,
    DOCTRINE_OUVERTURES,
    PLEIN_EMPLOI,
    SEUILS_UE,
)
from regles.socle import ValeurDatee
from regles.typographie import euros, jour_en_mots

RELUE = date(2026, 11, 30)


def _dispense(seuil: ValeurDatee) -> str:
    """« 60 000 € HT depuis le 1er avril 2026 »."""
    palier = seuil.paliers[-1]
    return f"{euros(palier.valeur)} HT depuis le {jour_en_mots(palier.depuis)}"


CONDITION = Note(
    code="condition-execution",
    titre="La condition d'exécution",
    resume="Le titulaire confie des heures du marché à des personnes éloignées de l'emploi.",
    ce_que_c_est=(
        "Une clause du marché : celui qui l'emporte doit faire travailler des personnes en insertion, un nombre "
        "d'heures ou selon une formule écrite. Elle s'impose à tous les candidats et ne départage pas les offres.",
        "On l'appelle couramment « clause sociale d'insertion ».",
    ),
    quand=(
        "Quand le marché paie du travail : chantiers, nettoyage, espaces verts, restauration, collecte, mais aussi "
        "logistique, numérique, accueil, enquêtes.",
        "Quand on veut laisser à l'entreprise le choix de la voie : embauche directe, mise à disposition par une "
        "structure d'insertion ou un GEIQ, sous-traitance à une structure d'insertion ou du handicap.",
    ),
    ce_qu_il_faut=(
        "Un lien avec l'objet du marché : les heures se font à l'exécuter.",
        "Dans l'avis, l'annonce de la condition ; dans les documents particuliers, au moins le périmètre, les publics, "
        "le volume ou la formule, les coordonnées du facilitateur s'il y en a un.",
        "Un volume que le marché peut porter : il se calibre sur la main-d'œuvre, la durée et l'offre du lieu.",
        "Des transmissions, des réunions et des pénalités écrites d'avance.",
    ),
    points_d_attention=(
        "La part de main-d'œuvre sert au calcul et ne s'imprime pas dans la formule : elle ouvrirait la discussion.",
        "Écrire les heures dans un seul article, et y renvoyer : deux chiffres qui diffèrent ne s'exécutent pas.",
        "Une offre qui fait des réserves sur la condition est irrégulière.",
        "Dans un achat alloti, la condition peut ne porter que sur certains lots.",
        "Déduire le personnel que le titulaire doit reprendre : il n'y a pas d'embauche à faire sur ces postes.",
        f"Sans publicité ni mise en concurrence (travaux sous {_dispense(DISPENSE_TRAVAUX)}, fournitures et services "
        f"sous {_dispense(DISPENSE_FOURNITURES_SERVICES)}), une clause reste possible : elle s'écrit au contrat.",
    ),
    ne_permet_pas=(
        "Imposer une structure d'insertion nommée.",
        "Imposer une zone de résidence fermée, sauf outre-mer, où l'article L2691-1 permet de demander des heures à "
        "des jeunes domiciliés dans le territoire (voir sa note).",
        "Noter les offres : c'est l'affaire du critère d'attribution.",
        "L'ajouter en cours de marché sans l'accord du titulaire.",
    ),
    references=(
        CCP_L2112_2,
        CCAG_20_1,
        CCP_L3114_2_1,
        CCP_L2691_1,
        AVENANT_ACCORD,
        CONVENTION_MARCHE,
        DECRET_2025_1386,
    ),
    instruments=("condition", "condition_critere"),
    verifiee_le=RELUE,
)

CRITERE = Note(
    code="critere",
    titre="Le critère d'attribution social",
    resume="La qualité du parcours proposé compte dans la note des offres.",
    ce_que_c_est=(
        "Un critère pondéré, lié à l'objet du marché, qui compare ce que chaque candidat propose en matière "
        "d'insertion : encadrement, formation, suite donnée au parcours. On dit aussi « critérisation ».",
        "Il peut s'ajouter à une condition d'exécution : la condition fixe le minimum, le critère départage le mieux.",
    ),
    quand=(
        "Quand la durée et l'objet laissent aux entreprises de quoi se distinguer : services et prestations "
        "intellectuelles de plusieurs années, opérations longues.",
        "Quand on sait lire les réponses : une grille écrite, et quelqu'un pour l'appliquer.",
    ),
    ce_qu_il_faut=(
        "Une pondération annoncée dès la consultation, et une grille : ce qui est attendu, comment on note.",
        "Un cadre de réponse à remplir, pour comparer des choses comparables.",
        "L'engagement du candidat repris à l'acte d'engagement : sans cela, rien n'est dû.",
    ),
    points_d_attention=(
        "Noter la qualité (tutorat, formation, parcours) plutôt que le nombre d'heures : la surenchère finit en "
        "pénalités.",
        "Avec une condition, ne pas noter ce que la condition impose déjà.",
        "Depuis août 2026, un critère environnemental est exigé : le critère social s'y ajoute, il ne le remplace pas. "
        "Deux sources secondaires ne lui donnent aucun seuil ; c'est à vérifier sur le texte.",
        "Depuis août 2026 aussi, l'article L2112-2 rend générale une condition d'exécution environnementale.",
    ),
    ne_permet_pas=(
        "Satisfaire seul l'obligation de l'article L2112-2-1, qui porte sur les conditions d'exécution.",
        "Récompenser la politique sociale générale de l'entreprise, sans lien avec ce marché.",
        "Préférer une entreprise parce qu'elle est locale.",
    ),
    references=(
        CCP_L2152_7,
        CCP_L2112_2_1,
        CCP_R2152_7_ENVIRONNEMENT,
        CCP_L2112_2_ENVIRONNEMENT,
        DOCTRINE_CRITERE,
    ),
    instruments=("critere", "condition_critere"),
    verifiee_le=RELUE,
)

OBLIGATION = Note(
    code="obligation-sociale",
    titre="L'obligation de 2026 et son registre",
    resume="Au-dessus des seuils européens, tout marché prévoit une condition sociale, sauf quatre cas à justifier.",
    ce_que_c_est=(
        "Pour les consultations lancées dès le 22 août 2026, un marché dont le besoin atteint le seuil européen doit "
        "prévoir des conditions d'exécution relatives au domaine social ou à l'emploi, notamment en faveur des "
        "personnes défavorisées. Les concessions ont leur article.",
        "La clause d'insertion répond à l'obligation. Une autre condition sociale le peut aussi : c'est à l'acheteur "
        "de dire laquelle.",
        "Le registre des marchés sans clause garde, pour chacun, l'objet, le montant, le seuil du jour, la dérogation, "
        "le motif et le document.",
    ),
    quand=(
        "Le montant du besoin, tous lots, reconductions et options compris, est égal ou supérieur au seuil du jour du "
        "lancement, pour la catégorie d'acheteur et d'achat.",
        "La clé est la date de lancement de la consultation, non celle de la notification.",
    ),
    ce_qu_il_faut=(
        "Une condition écrite dans le marché : un critère seul ne suffit pas.",
        "Pour y déroger, un des quatre cas, un motif en toutes lettres et un document : solution immédiatement "
        "disponible ; lien insuffisant avec l'objet ; travaux de moins de six mois (ces trois-là confirmés) ; "
        "concurrence restreinte ou exécution techniquement ou économiquement difficile (celui-ci reste à relire).",
        "Le motif se garde avec les documents de la procédure ou dans le rapport de présentation : les sources "
        "diffèrent, et les deux endroits ne nuisent pas.",
        "Une inscription au registre le jour de la décision.",
    ),
    points_d_attention=(
        "Le code imprime le 22 août 2026, le décret n° 2022-767 vise les consultations lancées dès le 21 : ce jour-là, "
        "prévoir la condition.",
        "Les seuils changent au 1er janvier des années paires : c'est celui du jour du lancement qui compte.",
        "Avant de se prévaloir d'une dérogation, relire l'article : la quatrième, surtout, n'est pas recoupée.",
        "Une dérogation dit pourquoi ce marché-ci ne peut pas ; « l'entreprise ne saura pas faire » n'en est pas une.",
    ),
    ne_permet_pas=(
        "Découper le besoin pour passer sous le seuil.",
        "Se passer de motif parce que le marché est urgent.",
        "S'appliquer aux marchés de défense ou de sécurité, pour qui la condition reste une faculté.",
    ),
    references=(
        CCP_L2112_2_1,
        CCP_L2112_2_1_DEROGATIONS,
        CCP_L2112_2_1_DIFFICULTE,
        CCP_L3114_2_1,
        CCP_L2312_1_1,
        DECRET_2022_767,
        SEUILS_UE,
        CCP_L2111_1,
    ),
    verifiee_le=RELUE,
)

CCAG = Note(
    code="ccag-2021",
    titre="La clause d'insertion des CCAG de 2021",
    resume="Un texte prêt à servir, à une condition : que le marché y renvoie et le complète.",
    ce_que_c_est=(
        "Les six CCAG approuvés en mars 2021 portent une même clause d'insertion : à l'article 20.1 pour les travaux, "
        "16.1 pour les fournitures courantes et services, les prestations intellectuelles, l'informatique et les "
        "marchés industriels. Pour la maîtrise d'œuvre, l'article est à vérifier.",
        "Elle dit qui est éligible, par quelles voies les heures se font, ce que fait le facilitateur, ce qui se passe "
        "en cas de difficulté.",
    ),
    quand=(
        "Quand le marché se réfère à un de ces CCAG : la clause évite de tout réécrire.",
        "Quand on veut que la formation comprise dans le contrat de travail compte comme heure d'insertion.",
    ),
    ce_qu_il_faut=(
        "Une mention expresse dans les documents particuliers : sans elle, la clause ne joue pas.",
        "Quatre compléments au moins : le périmètre de l'action, les coordonnées du facilitateur s'il y en a un, les "
        "publics éligibles, le volume horaire à la charge du titulaire.",
        "Le montant des pénalités, que le CCAG laisse au marché.",
    ),
    points_d_attention=(
        "La liste des publics peut être resserrée ou complétée par le marché : c'est la sienne qui fait foi.",
        "Depuis le 1er janvier 2025, tous les foyers au RSA et les jeunes suivis en mission locale sont inscrits à "
        "France Travail : « inscrit depuis douze mois » ne prouve plus seul une recherche d'emploi. Demander la "
        "catégorie (F, parcours social ; G, en attente d'orientation) ou le contrat d'engagement.",
        "Le contrat d'engagement remplace le PPAE, le CER, le PACEA et le CEJ, au plus tard le 1er janvier 2027.",
        "Le titulaire nomme un correspondant ; une difficulté se dit par écrit, et peut suspendre la clause.",
        "La mutualisation des heures de plusieurs marchés se demande, elle ne se décide pas seul.",
    ),
    ne_permet_pas=(
        "Se dispenser d'écrire le volume d'heures ou la formule.",
        "Faire jouer la clause dans un marché qui ne vise aucun CCAG.",
    ),
    references=(CCAG_20_1, CCAG_20_1_1, CCAG_20_1_2, CONVENTION_MARCHE, PLEIN_EMPLOI),
    instruments=("condition",),
    verifiee_le=RELUE,
)

OUVERTURES_DES_ACHATS = Note(
    code="ouvertures",
    titre="Au-delà des travaux : services, études, fournitures",
    resume="Presque tout achat paie du travail quelque part ; voici où le chercher.",
    ce_que_c_est=(
        "Un usage du métier, non du droit : des tâches que des personnes en parcours tiennent déjà, rangées par nature "
        "d'achat et par division du vocabulaire commun des marchés (CPV).",
    ),
    quand=(
        "Services : ce que le prestataire fait de répétitif, d'accueil, de logistique ou de contrôle.",
        "Prestations intellectuelles : appui documentaire, enquête, dessin, alternance de diplômés sans emploi.",
        "Fournitures : ce qui se fait après la commande (préparation, livraison, pose, reprise, réemploi).",
    ),
    ce_qu_il_faut=(
        "Un échange avec le prestataire type et avec les structures du lieu, avant d'écrire.",
        "Un volume modeste et tenable : quelques dizaines d'heures bien suivies ouvrent la voie.",
    ),
    points_d_attention=(
        "Les habilitations, l'agrément ou le secret peuvent écarter une tâche : les regarder tôt.",
        "Sur un petit volume, l'alternance et le stage long se comptent autrement : le dire dans la clause.",
    ),
    ne_permet_pas=("Présenter ces tâches comme une liste légale : elles se discutent achat par achat.",),
    references=(DOCTRINE_OUVERTURES, DOCTRINE_OFFRE),
)
