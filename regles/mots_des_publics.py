"""Ce qui dit chaque public dans un statut écrit librement (sans accents, en minuscules)."""

# L'ordre compte : le plus précis d'abord, ce qu'il a lu n'est pas relu par le suivant.
MOTIFS = (
    (r"tres longue duree|\bdetld\b", "detld"),
    (r"longue duree|\bdeld\b", "deld"),
    (r"\bb?rsa\b|revenu de solidarite active", "rsa"),
    (r"\bplus de [56]\d(?: ans)?\b|\b[56]\d ans (?:et|ou) plus\b|\b50 ans\b|\bseniors?\b", "senior"),
    (r"sans qualification|sans diplome", "jeune_sans_qualification"),
    (
        r"\bpacea\b|garantie jeunes?|contrat d engagement(?: jeunes?)?|\bcej\b|suivi renforce|\bsma\b|\bsmv\b",
        "jeune_suivi",
    ),
    (r"\bepide\b|\be2c\b|(?:deuxieme|2e|2eme|seconde) chance", "epide_e2c"),
    (r"\b(?:moins de |1[68] (?:a |et )?)2[56] ans\b|\bjeunes?\b", "jeune"),
    (r"\bregies?\b(?: de (?:quartiers?|territoires?))?", "regie"),
    (r"\bqpv\b|quartiers? prioritaires?(?: de la politique de la ville)?", "qpv"),
    (r"\baah\b|adultes? handicapee?s?", "aah"),
    (r"handicap\w*|\brqth\b|obligation d emploi|\bb?oeth\b|\bth\b", "boeth"),
    (r"\bass\b(?! (?:mat|fam|soc|vie)\w*)|solidarite specifique", "ass"),
    (r"veuvage", "allocation_veuvage"),
    (r"allocation d insertion|allocation temporaire d attente|\bata\b", "allocation_insertion"),
    (
        r"invalidites?|(?<!titre )(?<!carte )(?<!dossier )(?<!certificat )(?<!piece )(?<!sejour )\binvalides?\b",
        "invalidite",
    ),
    (r"\base\b|aide sociale a l enfance", "sortant_ase"),
    (r"refugiee?s?|protection (?:subsidiaire|temporaire|internationale)|\bbpi\b", "refugie"),
    (r"main de justice|\bppsmj\b|detention|detenue?s?|\bprison\b|incarcer\w+", "ppsmj"),
    (r"\bgeiq\b", "geiq"),
    (r"entreprises? adaptees?|\besat\b|\beatt\b|secteur adapte", "secteur_adapte"),
    (
        r"\biae\b|\bsiae\b|\betti\b|\baci\b|\bcddi\b|insertion par l activite(?: economique)?|parcours d insertion"
        r"|interim d insertion|\bcdd d insertion|(?:ateliers? et )?chantiers? d insertion|associations? intermediaires?"
        r"|entreprises? (?:de travail temporaire )?d insertion",
        "iae",
    ),
    (
        r"(?:parents?|meres?|peres?|mamans?|papas?) (?:isolee?s?|seule?s?|celibataires?)|familles? monoparentales?",
        "parent_isole",
    ),
    (r"sans hebergement|hebergement|sans domicile(?: fixe)?|\bsdf\b", "sans_hebergement"),
    (r"\bplie\b", "plie"),
    (r"\bz(?:f?rr)\b", "zfrr"),
    (
        r"\bniveau (?:3|v)\b(?: \w+){0,2} (?:inferieur|infra)|\binfra (?:niveau )?(?:3|v)\b|\bniveau (?:3|v)\b",
        "niveau_3",
    ),
    (r"\bfle\b|francais inferieure? a a1|illettr\w+|alphabetis\w+", "fle"),
    (r"mobilite", "mobilite"),
    (r"^autres?$", "autre"),
)
