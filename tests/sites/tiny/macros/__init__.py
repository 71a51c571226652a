"""A double of our macros package (see README.md beside it)."""


def define_env(env):
    # Here and not above: the engine imports this package, and must find it whole.
    from engine.dataset import dataset_for

    register_macros(env, dataset=dataset_for(env.conf), renderer=None, on_date=None)


def register_macros(env, *, dataset, renderer, on_date):
    @env.macro
    def payer_name(payer_id):
        return dataset.records[f"payers/{payer_id}"].words("fr")
