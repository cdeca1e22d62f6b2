"""LE registre des contrôles : code, titre, texte qui le demande. Les tests parcourent cette table."""

from lecteur.controle import contenu, droit, formule, jalons, nos_chiffres, presence, sanctions, sommes, volumes
from lecteur.controle.attendue import ClauseAttendue
from lecteur.controle.examen import Examen, rapporter_les_rangees
from lecteur.controle.groupes import grouper
from lecteur.controle.remarques import Controle, Remarque
from lecteur.extraction.constats import Lecture, Texte
from regles.references import (
    CCAG_20_1,
    CCAG_20_1_1,
    CCAG_20_1_2,
    CCP_L2112_2,
    CCP_L2113_13,
    CCP_L2152_7,
    CCP_TRANCHES,
    CONVENTION_DINUM,
    CONVENTION_MARCHE,
    DOCTRINE_AVE,
    DOCTRINE_PENALITES,
    DOCTRINE_SUIVI,
)

CONTROLES: tuple[Controle, ...] = (
    Controle("clause_presente", "La clause est dans la pièce", CCP_L2112_2, presence.clause_presente),
    Controle("clause_obligatoire", "La clause oblige", CCP_L2112_2, presence.clause_obligatoire),
    Controle("sans_objet", "Aucune rubrique « sans objet »", CCAG_20_1, presence.sans_objet),
    Controle("blanc_a_remplir", "Aucun blanc à remplir", CCAG_20_1, presence.blanc_a_remplir),
    Controle("heures_du_lot", "Les heures sont celles du lot", CCAG_20_1, volumes.heures_du_lot),
    Controle(
        "heures_contradictoires", "Les heures sont dites une fois", CONVENTION_MARCHE, volumes.heures_contradictoires
    ),
    Controle("jalons_du_lot", "Les jalons sont ceux du lot", CONVENTION_MARCHE, jalons.jalons_du_lot),
    Controle("somme_des_lots", "Le total est la somme des lots", CONVENTION_MARCHE, sommes.somme_des_lots),
    Controle("unite_des_heures", "Le volume est en heures", DOCTRINE_AVE, volumes.unite_des_heures),
    Controle("formule_du_lot", "La formule est celle du lot", CONVENTION_MARCHE, formule.formule_du_lot),
    Controle(
        "termes_de_la_formule",
        "Les termes de la formule sont ceux du lot",
        CONVENTION_MARCHE,
        formule.termes_de_la_formule,
    ),
    Controle("formule_calculable", "La formule se calcule", CONVENTION_MARCHE, formule.formule_calculable),
    Controle("lecture_de_la_formule", "La formule n'a qu'une lecture", CONVENTION_DINUM, formule.lecture_de_la_formule),
    Controle(
        "part_de_main_d_oeuvre",
        "La part de main-d'œuvre n'est pas imprimée",
        DOCTRINE_AVE,
        contenu.part_de_main_d_oeuvre,
    ),
    Controle("penalites", "Les pénalités sont celles du lot", DOCTRINE_PENALITES, sanctions.penalites),
    Controle("transmissions", "Les transmissions sont celles du lot", DOCTRINE_SUIVI, sanctions.transmissions),
    Controle("publics", "Les publics sont ceux du lot", CCAG_20_1_1, contenu.publics),
    Controle("facilitateur", "Le facilitateur est nommé et joignable", CCAG_20_1, contenu.facilitateur),
    Controle("modalites", "Les modalités sont dites", CCAG_20_1_2, contenu.modalites),
    Controle("reservation", "La réservation est celle du lot", CCP_L2113_13, droit.reservation),
    Controle("critere", "Le critère a le poids du lot", CCP_L2152_7, droit.critere),
    Controle("anciens_articles", "Les articles cités sont en vigueur", CCP_L2112_2, droit.anciens_articles),
    Controle("article_du_ccag", "L'article du CCAG est le bon", CCAG_20_1, droit.article_du_ccag),
    Controle("anciens_noms", "Les organismes portent leur nom d'aujourd'hui", DOCTRINE_AVE, droit.anciens_noms),
    Controle(
        "chiffres_de_notre_article",
        "Les chiffres sont ceux de notre article",
        CONVENTION_MARCHE,
        nos_chiffres.chiffres_de_notre_article,
    ),
    Controle("incomprehensions", "Tout a été compris", CCP_TRANCHES, presence.incomprehensions),
)
PAR_CODE = {controle.code: controle for controle in CONTROLES}


def controler(
    lecture: Lecture, texte: Texte, *, nature: str = "autre", attendues: tuple[ClauseAttendue, ...] = ()
) -> tuple[Remarque, ...]:
    """Les remarques, de la plus grave à la plus légère, puis dans l'ordre de la pièce.

    Sans `attendues`, la pièce n'est comparée qu'à elle-même ; avec plusieurs lots, chacun l'est au sien.
    """
    lots = [a.lot for a in attendues]
    lecture = rapporter_les_rangees(lecture, texte, lots)
    examens = [(a.lot if a else "", Examen(lecture, texte, nature, a, attendues)) for a in attendues or (None,)]
    trouvees = [
        (lot, trouvee) for lot, examen in examens for controle in CONTROLES for trouvee in controle.examiner(examen)
    ]
    return tuple(sorted(nos_chiffres.sans_redite(grouper(trouvees, lots)), key=lambda r: r.ordre))
