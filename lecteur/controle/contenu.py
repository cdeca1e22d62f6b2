"""Ce que l'article doit dire : publics, facilitateur, modalités ; et ce qu'il ne doit pas imprimer."""

from collections.abc import Iterable, Iterator

from lecteur.controle.attendue import ClauseAttendue, ContactAttendu
from lecteur.controle.examen import Examen, premier_passage
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.extraction.constats import ContactLu, PublicLu
from regles.publics import CRITERES
from regles.typographie import INSECABLE, euros, nombre, sans_accent

# Deux façons de dire presque le même public : l'une dite, l'autre n'est ni absente ni en trop.
_PARENTS = ({"deld", "detld"}, {"jeune", "jeune_sans_qualification"}, {"invalidite", "boeth", "aah"})
# Les structures de l'insertion entrent de droit (CCAG, 20.1.1.1) : les nommer n'ajoute pas un public.
_STRUCTURES = {"iae", "geiq", "secteur_adapte", "regie", "epide_e2c", "autre"}
_A_LAISSER_LIBRE = (
    "embauche directe, mise à disposition (ETTI, AI, GEIQ), sous-traitance ou cotraitance avec une "
    "structure d'insertion "
    "ou du secteur adapté ; ces modalités se combinent au choix du titulaire."
)


def publics(examen: Examen) -> Iterator[Remarque]:
    """Les publics éligibles sont ceux du lot."""
    lecture, attendue = examen.lecture, examen.attendue
    lus = {p.code: p for p in lecture.publics}
    if not lus:
        if examen.porte_l_article and lecture.parle_d_insertion and not _est_reserve(examen):
            yield remarque(
                "publics",
                Gravite.CORRIGER,
                "Les publics éligibles ne sont pas dits",
                "Le CCAG demande de dire les profils de publics : sans eux, le titulaire ne sait pas qui recruter.",
                premier_passage(lecture),
                a_ecrire=examen.phrase("publics"),
            )
        return
    if attendue is not None and attendue.publics:
        yield from _comparer_les_publics(examen, attendue, lus)


def _comparer_les_publics(examen: Examen, attendue: ClauseAttendue, lus: dict[str, PublicLu]) -> Iterator[Remarque]:
    manquants = [c for c in attendue.publics if c not in lus and not _parent(c, lus)]
    en_plus = [
        c for c in lus if c not in attendue.publics and c not in _STRUCTURES and not _parent(c, attendue.publics)
    ]
    if manquants and examen.porte_l_article:
        noms = ", ".join(_nom(c) for c in manquants)
        yield remarque(
            "publics",
            Gravite.CORRIGER,
            "Des publics du lot manquent",
            f"La pièce ne dit pas : {noms}.",
            next(iter(lus.values())).passage,
            attendu=noms,
            a_ecrire=attendue.phrase("publics"),
        )
    if en_plus:
        noms = ", ".join(_nom(c) for c in en_plus)
        yield remarque(
            "publics",
            Gravite.VERIFIER,
            "Des publics que le lot n'a pas",
            f"La pièce ajoute : {noms}. Complétez le lot, ou retirez-les.",
            lus[en_plus[0]].passage,
            lu=noms,
            a_ecrire=attendue.phrase("publics"),
        )
    if not manquants and not en_plus:
        yield remarque(
            "publics",
            Gravite.CONFORME,
            "Les publics sont ceux du lot",
            "Tous y sont.",
            next(iter(lus.values())).passage,
        )


def _est_reserve(examen: Examen) -> bool:
    return bool(examen.lecture.reservations) or bool(examen.attendue and not examen.attendue.a_des_heures)


def _parent(code: str, autres: Iterable[str]) -> bool:
    return any(code in famille and any(a in famille for a in autres) for famille in _PARENTS)


def _nom(code: str) -> str:
    return CRITERES[code].libelle if code in CRITERES else code


def facilitateur(examen: Examen) -> Iterator[Remarque]:
    """Un facilitateur est nommé, joignable, et c'est celui du lot."""
    lecture, attendue = examen.lecture, examen.attendue
    a_ecrire = examen.phrase("facilitateur", "Nommez le facilitateur, son courriel et son téléphone.")
    if not lecture.contacts and examen.porte_l_article and lecture.parle_d_insertion:
        yield remarque(
            "facilitateur",
            Gravite.CORRIGER,
            "Aucun facilitateur à joindre",
            "Le CCAG demande les coordonnées du facilitateur : sans elles, l'entreprise ne sait pas vers "
            "qui se tourner.",
            premier_passage(lecture),
            a_ecrire=a_ecrire,
        )
    elif lecture.contacts:
        yield from _verifier_le_contact(examen, attendue, a_ecrire)


def _verifier_le_contact(examen: Examen, attendue: ClauseAttendue | None, a_ecrire: str) -> Iterator[Remarque]:
    lecture = examen.lecture
    if attendue and attendue.contacts and not any(_est(c, a) for c in lecture.contacts for a in attendue.contacts):
        lu = lecture.contacts[0]
        if not _est_la_structure(lu, attendue.structure):
            yield remarque(
                "facilitateur",
                Gravite.CORRIGER,
                "Un autre facilitateur que celui du lot",
                f"La pièce donne {_contact(lu)}.",
                lu.passage,
                lu=_contact(lu),
                a_ecrire=a_ecrire,
                attendu=" ; ".join(f"{a.nom} {a.courriel}".strip() for a in attendue.contacts),
            )
            return
    if not any(c.courriel or c.telephone for c in lecture.contacts):
        lu = lecture.contacts[0]
        yield remarque(
            "facilitateur",
            Gravite.CORRIGER,
            "Un facilitateur sans coordonnées",
            f"La pièce nomme {lu.nom or 'un facilitateur'} sans courriel ni téléphone.",
            lu.passage,
            a_ecrire=a_ecrire,
        )
    else:
        lu = next(c for c in lecture.contacts if c.courriel or c.telephone)
        yield remarque(
            "facilitateur", Gravite.CONFORME, "Le facilitateur est nommé", f"La pièce donne {_contact(lu)}.", lu.passage
        )


def _est(lu: ContactLu, attendu: ContactAttendu) -> bool:
    if attendu.courriel and lu.courriel.casefold() == attendu.courriel.casefold():
        return True
    mots = [m for m in sans_accent(attendu.nom).split() if len(m) > 2]
    return bool(mots) and mots[-1] in sans_accent(f"{lu.nom} {lu.passage.texte}")


def _est_la_structure(lu: ContactLu, structure: str) -> bool:
    """La pièce nomme la structure porteuse plutôt qu'une personne."""
    nom = sans_accent(structure)
    return bool(nom) and (nom in sans_accent(lu.nom) or nom in sans_accent(lu.passage.texte))


def _contact(lu: ContactLu) -> str:
    return ", ".join(m for m in (lu.nom, lu.courriel, lu.telephone) if m) or "un contact"


def modalites(examen: Examen) -> Iterator[Remarque]:
    """Comment le titulaire peut s'y prendre."""
    lecture = examen.lecture
    if lecture.modalites:
        yield remarque(
            "modalites",
            Gravite.CONFORME,
            "Les modalités sont dites",
            "La pièce dit comment s'y prendre.",
            lecture.modalites[0].passage,
        )
    elif examen.porte_l_article and lecture.parle_d_insertion and not _est_reserve(examen):
        yield remarque(
            "modalites",
            Gravite.CORRIGER,
            "Aucune modalité de réalisation",
            "La pièce ne dit pas comment réaliser les heures : l'entreprise croit souvent devoir embaucher.",
            premier_passage(lecture),
            a_ecrire=(examen.phrase("modalites")) or f"Le titulaire choisit entre {_A_LAISSER_LIBRE}",
        )


def part_de_main_d_oeuvre(examen: Examen) -> Iterator[Remarque]:
    """La part de main-d'œuvre et le coût horaire servent au calcul : ils ne s'impriment pas."""
    for part in examen.lecture.parts_main_oeuvre:
        est_cout = part.nature == "cout_horaire"
        lu = euros(part.valeur) if est_cout else f"{nombre(part.valeur)}{INSECABLE}%"
        titre = "Le coût horaire est imprimé" if est_cout else "La part de main-d'œuvre est imprimée"
        yield remarque(
            "part_de_main_d_oeuvre",
            Gravite.BLOQUANTE,
            titre,
            "Cette hypothèse n'a servi qu'au calcul. Imprimée, elle ouvre une contestation dès que le "
            "chantier s'en écarte : "
            "retirez la phrase et n'écrivez que les heures, ou la formule par tranche de facturation.",
            part.passage,
            lu=lu,
            attendu="rien : seulement les heures dues",
            a_ecrire=examen.phrase("heures", "Écrivez le nombre d'heures, sans le calcul."),
        )
